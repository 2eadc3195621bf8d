import { describe, expect, it } from '@jest/globals';
import { leadsSomewhere, linksIn, pages, proseOf } from './pages.js';

describe('the pages for people', () => {
  it('link to what is there, headings too', () => {
    const links = pages().flatMap((page) => linksIn(proseOf(page)).map((link) => ({ page, link })));
    expect(links.filter(({ page, link }) => !leadsSomewhere(page, link))).toEqual([]);
    expect(links.length).toBeGreaterThan(200);
  });

  it('would not pass with a page or a heading that is not there', () => {
    for (const link of ['docs/gone.md', 'docs/README.md#gone', '#gone']) {
      expect(leadsSomewhere('README.md', link)).toBe(false);
    }
    expect(leadsSomewhere('README.md', 'docs/README.md#look-up')).toBe(true);
  });

  it.each([
    ['docs/README.md', /^docs\/(tutorial|how-to|reference|explanation)\//],
    ['docs/adr/README.md', /^docs\/adr\/\d/],
  ])('are all named in their list, %s', (list, ofTheList) => {
    const prose = proseOf(list);
    const named = pages().filter((page) => ofTheList.test(page));
    const missing = named.filter((page) => !prose.includes(page.replace(/^docs\/(adr\/)?/, '')));
    expect(missing).toEqual([]);
    expect(named.length).toBeGreaterThan(10);
  });
});
