import { describe, expect, it } from 'vitest';
import { texts } from '../../src/i18n/en/index.ts';
import { translator } from '../../src/i18n/translate.ts';
import { createPictureStore, project, type ViewName } from '../../src/scene/index.ts';
import { sampleCluster } from '../../src/ui/canvas/states/samples.ts';
import { pictureSvg } from '../../src/ui/export/picture-svg.ts';

const t = translator(texts, 'en');

/** `letter`: how wide a letter is, of its height. */
function svgOf(view: ViewName, title = 'The cluster', letter = 0.5): string {
  const scene = createPictureStore(project(sampleCluster()), view).scene();
  const measure = (text: string, { size }: { size: number }): number => text.length * size * letter;
  return pictureSvg({ scene, now: scene.picture.now, t, palette: { ok: '#0f0', bg: '#fff' }, measure, title });
}

/** Names of the elements that are open at the end, or closed out of turn: none in XML that is well formed. */
function unbalanced(xml: string): readonly string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, close, name = '', isEmpty] of xml.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/gi)) {
    if (close === '/') {
      if (open.pop() !== name) wrong.push(name);
    } else if (isEmpty !== '/') open.push(name);
  }
  return [...wrong, ...open];
}

describe('the picture as SVG', () => {
  it('has every pod of every view, once, with what it is doing', () => {
    const names = [...project(sampleCluster()).pods.values()].map((pod) => pod.name).toSorted();
    expect(names.length).toBeGreaterThan(10);
    for (const view of ['cluster', 'ownership', 'network'] as const) {
      const drawn = [...svgOf(view).matchAll(/data-pod="([^"]*)"/g)].map(([, name = '']) => name);
      expect(drawn.toSorted(), view).toEqual(names);
    }
    for (const doing of ['pulling 64 %', 'stops in 24 s', '0/3 nodes fit', '10.244.1.4']) {
      expect(svgOf('cluster').includes(`>${doing}</text>`), doing).toBe(true);
    }
  });

  it('is well formed, runs nothing and needs nothing from elsewhere', () => {
    for (const view of ['cluster', 'ownership', 'network'] as const) {
      const svg = svgOf(view, '<script>alert("1")</script> & more');
      expect(unbalanced(svg)).toEqual([]);
      expect(/<script|<foreignObject|<image|<use|\son\w+=|href=|url\(|var\(|@import/i.exec(svg)?.[0]).toBeUndefined();
      expect(/<title>(.*?)<\/title>/.exec(svg)?.[1]).toBe(
        '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more',
      );
    }
  });

  it('uses the colours that it is given', () => {
    expect(svgOf('cluster').includes('fill="#0f0"')).toBe(true);
  });

  it('cuts what has no room', () => {
    const texts = [...svgOf('cluster', 'The cluster', 1).matchAll(/>([^<>]*…)</g)].map(([, text]) => text);
    expect(texts.length).toBeGreaterThan(0);
  });
});
