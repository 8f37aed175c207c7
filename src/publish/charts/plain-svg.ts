/**
 * The SVG of ECharts without what only a page with scripts and inline styles can use: styles for the pointer, classes, and marks for scripts. Its ids do
 * not count on from image to image. Pure.
 * @param id what the ids begin with. @param label what the image shows.
 */
export function plainSvg(svg: string, { id, label }: { id: string; label: string }): string {
  return (
    svg
      .replaceAll(/<style\b[^>]*>[\s\S]*?<\/style>/g, '')
      // In texts `<` is escaped, so this matches tags alone.
      .replaceAll(/<[a-z][^>]*>/gi, (tag) => plainTag(tag, id))
      .replace('<svg ', `<svg role="img" aria-label="${escaped(label)}" `)
      .replaceAll(/>\s+</g, '><')
      .trim()
  );
}

function plainTag(tag: string, id: string): string {
  return tag
    .replaceAll(/ (?:class|pointer-events|ecmeta_\w+|baseProfile|version|xmlns:xlink|xml:space)="[^"]*"/g, '')
    .replaceAll(/ style="([^"]*)"/g, (_, style: string) => attributesOf(style))
    .replaceAll(/\bzr\d+-/g, `${id}-`)
    .replaceAll(/-?\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1))))
    .replaceAll(/ +>/g, '>');
}

/** The declarations of a style as attributes: each that ECharts writes for a text is one. */
function attributesOf(style: string): string {
  return style
    .split(';')
    .map((declaration) => declaration.trim())
    .filter((declaration) => declaration !== '')
    .map((declaration) => {
      const at = declaration.indexOf(':');
      return ` ${declaration.slice(0, at).trim()}="${declaration.slice(at + 1).trim()}"`;
    })
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
