/**
 * The limits of Slack for messages, in characters where nothing else is said.
 *
 * - blocks: https://docs.slack.dev/reference/block-kit/blocks
 * - header: https://docs.slack.dev/reference/block-kit/blocks/header-block
 * - section, and every text object: https://docs.slack.dev/reference/block-kit/composition-objects/text-object
 * - image: https://docs.slack.dev/reference/block-kit/blocks/image-block
 * - context: https://docs.slack.dev/reference/block-kit/blocks/context-block
 * - text of a message, which is cut from 40,000 characters on: https://docs.slack.dev/reference/methods/chat.postMessage
 */
export const limits = {
  blocks: 50,
  header: 150,
  text: 3_000,
  altText: 2_000,
  imageUrl: 3_000,
  imageTitle: 2_000,
  contextElements: 10,
  messageText: 4_000,
} as const;
