import { describe, expect, it } from 'vitest';
import { arrange } from '../../src/scene/arrange.ts';
import { detailZooms, fittingZoom, layout, project, type Picture, type ViewName } from '../../src/scene/index.ts';
import { bestShape } from '../../src/scene/window-shape.ts';
import { sampleDeployment, sampleService } from '../../src/ui/canvas/states/sample-objects.ts';
import { draw } from './drawn-cluster.ts';

/** As many nodes, and so many pods on each. */
function crowd(nodes: number, podsEach: number): Picture {
  const lines = Array.from({ length: nodes }, (_, node) => [
    `node-${node + 1}`,
    ...Array.from({ length: podsEach }, (__, pod) => `  web-n${node}p${pod} ready`),
  ]);
  return project(draw(lines.flat().join('\n')).snapshot);
}

/** What is left for the picture of a window of 1280, 1024 and 1920 px, with and without the inspector beside it. */
const windows = [
  { width: 892, height: 298 },
  { width: 604, height: 298 },
  { width: 612, height: 328 },
  { width: 389, height: 325 },
  { width: 1486, height: 640 },
  { width: 1200, height: 640 },
];

function shown(picture: Picture, view: ViewName, window: { width: number; height: number }) {
  const arrangement = arrange(picture, view);
  const placed = layout(picture, arrangement, bestShape(picture, arrangement, window));
  const zoom = fittingZoom(placed, window);
  return { zoom, words: zoom * placed.shape.scale, bounds: placed.bounds, shape: placed.shape };
}

describe.each([
  [3, 1],
  [3, 7],
  [10, 2],
  [10, 20],
  [30, 7],
  [100, 2],
  [100, 20],
])('of %i nodes with %i pods each', (nodes, podsEach) => {
  const picture = crowd(nodes, podsEach);

  it.each(['cluster', 'ownership', 'network'] as const)(
    'the names in the %s view can be read in any window',
    (view) => {
      for (const window of windows) {
        expect(shown(picture, view, window).words).toBeGreaterThanOrEqual(detailZooms.compact);
      }
    },
  );

  it('the cluster view need not be moved to the side', () => {
    for (const window of windows) {
      const { zoom, bounds } = shown(picture, 'cluster', window);
      expect(bounds.width * zoom).toBeLessThan(window.width * 1.01);
    }
  });
});

describe('a window', () => {
  it('is not moved to the side for what stands above the nodes either', () => {
    const names = ['web', 'db', 'log-agent', 'report', 'migrate', 'long'];
    const deployments = names.map((name) =>
      sampleDeployment({ name, revision: 1, replicas: 2, status: { replicas: 2 } }, { app: name }),
    );
    const services = names
      .slice(0, 3)
      .map((name) => sampleService({ name, selector: { app: name }, clusterIP: '10.96.1.2' }));
    const pods = ['web-a', 'db-a', 'log-a', 'log-b'].map((name) => `  ${name} ready`).join('\n');
    const drawing = ['node-1', pods, 'node-2', pods.replaceAll('-', '-x'), 'node-3'].join('\n');
    const picture = project(draw(drawing, { deployments, services }).snapshot);
    for (const window of windows) {
      const { zoom, bounds } = shown(picture, 'cluster', window);
      expect(bounds.width * zoom).toBeLessThan(window.width * 1.01);
    }
  });

  it('of a first visit shows everything that tiles and cards say, also beside the inspector', () => {
    const picture = crowd(3, 1);
    for (const window of windows.slice(0, 3)) {
      expect(shown(picture, 'cluster', window).zoom).toBeGreaterThan(detailZooms.tile);
    }
  });

  it('that changes a little moves no card to another place', () => {
    const picture = crowd(10, 2);
    const arrangement = arrange(picture, 'cluster');
    const shape = bestShape(picture, arrangement, { width: 1200, height: 640 });
    for (const width of [1160, 1230]) {
      expect(bestShape(picture, arrangement, { width, height: 640 }, shape)).toBe(shape);
    }
    // Chosen anew it would not be the same.
    expect(bestShape(picture, arrangement, { width: 700, height: 640 }, shape)).not.toEqual(shape);
  });

  it('that is low does not shrink the few tiles that there are to counts', () => {
    const picture = crowd(3, 1);
    for (const height of [90, 140, 200]) {
      expect(shown(picture, 'cluster', { width: 592, height }).zoom).toBeGreaterThan(detailZooms.chip);
    }
  });

  it('far too small for it still has one column at least', () => {
    const picture = crowd(30, 7);
    const { shape } = shown(picture, 'cluster', { width: 40, height: 30 });
    expect(shape.columns).toBe(1);
  });
});
