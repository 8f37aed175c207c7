/** A block as it comes over the wire. */
interface Block {
  type?: string;
  text?: { type?: string; text?: string };
  elements?: { type?: string; text?: string }[];
  image_url?: string;
  alt_text?: string;
  title?: { text?: string };
}

/**
 * What Slack's documentation does not allow in the blocks of a message; `undefined` when it allows them. Each rule with its page.
 */
export function brokenRule(blocks: unknown): string | undefined {
  // https://docs.slack.dev/reference/block-kit/blocks
  if (!Array.isArray(blocks)) return 'blocks are no list';
  if (blocks.length > 50) return `${blocks.length} blocks are more than 50`;
  return (blocks as Block[]).map(ruleOf).find((rule) => rule !== undefined);
}

function ruleOf({ type, text, elements, image_url: url, alt_text: alt, title }: Block): string | undefined {
  switch (type) {
    // https://docs.slack.dev/reference/block-kit/blocks/header-block
    case 'header':
      return text?.type === 'plain_text' ? tooLong('header', text.text, 150) : 'a header has plain text';
    // https://docs.slack.dev/reference/block-kit/blocks/section-block and /reference/block-kit/composition-objects/text-object
    case 'section':
      return tooLong('section', text?.text, 3_000);
    // https://docs.slack.dev/reference/block-kit/blocks/context-block
    case 'context':
      if (!elements || elements.length === 0 || elements.length > 10) return 'a context has 1 to 10 elements';
      return elements.map((one) => tooLong('context', one.text, 3_000)).find((rule) => rule !== undefined);
    // https://docs.slack.dev/reference/block-kit/blocks/image-block
    case 'image':
      if (!/^https?:\/\//.test(url ?? '')) return 'an image has an address';
      return (
        tooLong('image_url', url, 3_000) ??
        tooLong('alt_text', alt, 2_000) ??
        (title && tooLong('title', title.text, 2_000))
      );
    // https://docs.slack.dev/reference/block-kit/blocks/divider-block
    case 'divider':
      return undefined;
    default:
      return `a block of the type ${type}`;
  }
}

function tooLong(what: string, text: string | undefined, most: number): string | undefined {
  if (text === undefined || text === '') return `${what} is empty`;
  return text.length > most ? `${what} has ${text.length} characters, more than ${most}` : undefined;
}
