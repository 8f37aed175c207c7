import { fileURLToPath } from 'node:url';

/** The font of all texts: it comes with the suite, because an image of a container has none. */
export const FONT = 'DejaVu Sans';
/** Pixels for each pixel of the image, so that texts stay sharp where Slack enlarges it. */
const SCALE = 2;

/** An SVG as PNG, without a browser and without the fonts of the system. @param svg whose texts are in `FONT`. */
export async function toPng(svg: string): Promise<Uint8Array> {
  // Its binary is loaded when there is something to draw: a program without charts starts where it cannot be loaded.
  const { Resvg } = await import('@resvg/resvg-js');
  const fontFile = fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: SCALE },
    font: { loadSystemFonts: false, fontFiles: [fontFile], defaultFontFamily: FONT, sansSerifFamily: FONT },
  });
  return image.render().asPng();
}
