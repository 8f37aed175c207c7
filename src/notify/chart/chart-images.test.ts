import { expect } from 'chai';
import { renderChart } from '../../publish/charts/render-chart.ts';
import { testsByArea } from '../../publish/charts/contents/tests-by-area.ts';
import { exampleRun } from '../../publish/charts/example-run.fixture.ts';
import type { Chart } from '../../publish/charts/chart.ts';
import { chartImages } from './chart-images.ts';
import { FONT, toPng } from './to-png.ts';

/** Width and height of a PNG. https://www.w3.org/TR/png-3/#11IHDR */
function sizeOf(png: Uint8Array): [number, number] {
  const view = new DataView(png.buffer, png.byteOffset);
  expect(Buffer.from(png.subarray(0, 8)).toString('latin1')).to.equal('\u0089PNG\r\n\u001A\n');
  return [view.getUint32(16), view.getUint32(20)];
}

describe('The images of charts', () => {
  it('are those that a channel has use for, twice as large as they are displayed', async () => {
    const images = await chartImages(exampleRun);
    expect(images.map(({ name, title }) => [name, title])).to.deep.equal([
      ['tests-by-area.png', 'Tests by area'],
      ['budgets.png', 'Measurements closest to their budgets'],
    ]);
    const chart = testsByArea(exampleRun) as Chart;
    expect(sizeOf(images[0]?.png ?? new Uint8Array())).to.deep.equal([860 * 2, chart.height(860) * 2]);
    expect(images[0]?.description).to.equal(chart.description);
    expect(await chartImages({ ...exampleRun, tests: [] })).to.deep.equal([]);
  });

  it('have their texts, in the font that comes with the suite', async () => {
    const svg = renderChart(testsByArea(exampleRun) as Chart, { font: FONT, hasBackground: true });
    const withoutTexts = svg.replaceAll(/<text\b[^>]*>[^<]*<\/text>/g, '');
    expect(withoutTexts.length).to.be.lessThan(svg.length);
    // An image whose font is missing has no texts at all, and is as small as one without.
    const bare = (await toPng(withoutTexts)).length;
    expect((await toPng(svg)).length).to.be.greaterThan(bare * 1.5);
    expect((await toPng(svg.replaceAll(FONT, 'No such font'))).length).to.be.greaterThan(bare * 1.5);
  });
});
