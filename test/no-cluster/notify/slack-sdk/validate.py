"""Validates lists of blocks, one list in JSON per line of standard input, by Slack's own library. Prints what it refuses."""
import json
import sys

from slack_sdk.models.blocks import Block

for number, line in enumerate(sys.stdin):
    for block in json.loads(line):
        parsed = Block.parse(block)
        if parsed is None:
            print(f"message {number}: no block: {block['type']}")
            continue
        try:
            parsed.validate_json()
        except Exception as error:  # Whatever it says is the answer.
            print(f"message {number}: {block['type']}: {error}")
