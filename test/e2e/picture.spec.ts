import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { Playground, webYaml } from './playground.ts';
import { axeFindings } from './axe.ts';

/** The names in a table's first column, as they are in the page from top to bottom. */
async function namesIn(table: Locator): Promise<readonly string[]> {
  const rows = await table.getByRole('row').all();
  const named = await Promise.all(
    rows.slice(1).map(async (row) => ({
      index: Number(await row.getAttribute('aria-rowindex')),
      name: await row.getByRole('rowheader').innerText(),
    })),
  );
  return named.toSorted((a, b) => a.index - b.index).map(({ name }) => name);
}

test.describe('the table', () => {
  test('has what the picture has, with the same selection and actions', async ({ page }) => {
    const playground = await new Playground(page).visit();
    const names = await playground.podNames();
    await page.getByRole('button', { name: 'Table' }).click();
    const table = page.getByRole('table', { name: 'Pods' });
    await expect(table.getByRole('rowheader')).toHaveCount(3);
    expect(await namesIn(table)).toEqual(names.toSorted());

    const first = names.toSorted()[0] ?? '';
    await table.getByRole('button', { name: first, exact: true }).click();
    await expect(playground.inspector().getByRole('heading', { name: first })).toBeVisible();

    await playground.pause();
    await table.getByRole('button', { name: `Actions for ${first}` }).click();
    await page.getByRole('menuitem', { name: 'Delete pod' }).click();
    await expect(table.getByRole('row').filter({ hasText: first })).toContainText('Terminating');
    await expect(async () => {
      await page.getByRole('button', { name: 'Step to the next change' }).click();
      expect(await table.getByRole('rowheader').count()).toBe(4);
    }).toPass({ intervals: [0] });

    await page.getByRole('button', { name: 'Services', exact: true }).click();
    await expect(page.getByRole('table', { name: 'Services' }).getByRole('row').nth(1)).toContainText('app=web');
    await page.getByRole('button', { name: 'Workloads', exact: true }).click();
    await expect(page.getByRole('table', { name: 'Workloads' })).toContainText('ReplicaSet');
  });

  test('is sorted by its headings, both ways', async ({ page }) => {
    await new Playground(page).visit();
    await page.getByRole('button', { name: 'Table' }).click();
    await page.getByRole('button', { name: 'Nodes', exact: true }).click();
    const table = page.getByRole('table', { name: 'Nodes' });
    await expect.poll(() => namesIn(table)).toEqual(['node-1', 'node-2', 'node-3']);
    await table.getByRole('button', { name: 'Name' }).click();
    await expect(table.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending');
    await expect.poll(() => namesIn(table)).toEqual(['node-3', 'node-2', 'node-1']);
  });

  test('shows only what was searched for', async ({ page }) => {
    await new Playground(page).visit();
    await page.getByRole('button', { name: 'Table' }).click();
    await page.getByRole('searchbox', { name: 'Search the picture' }).fill('node-2');
    await expect(page.getByRole('table', { name: 'Pods' }).getByRole('rowheader')).toHaveCount(1);
    await page.getByRole('searchbox', { name: 'Search the picture' }).fill('nobody is called so');
    await expect(page.getByText('None of them was found.')).toBeVisible();
  });

  test('of hundreds of pods is in the page only as far as it is seen, and the keys reach its end', async ({ page }) => {
    await page.goto('/#nodes=12&replicas=300');
    await page.getByRole('button', { name: 'Table' }).click();
    const table = page.getByRole('table', { name: 'Pods' });
    await expect(table).toHaveAttribute('aria-rowcount', '301');
    expect(await table.getByRole('rowheader').count()).toBeLessThan(80);
    const stop = table.locator('.table-name[tabindex="0"]');
    await stop.focus();
    await page.keyboard.press('End');
    await expect(table.getByRole('row').filter({ has: page.locator(':focus') })).toHaveAttribute(
      'aria-rowindex',
      '301',
    );
    await page.keyboard.press('ArrowUp');
    const row = table.getByRole('row').filter({ has: page.locator(':focus') });
    await expect(row).toHaveAttribute('aria-rowindex', '300');
    await page.keyboard.press('Enter');
    await expect(row.getByRole('button', { pressed: true })).toBeVisible();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(colorScheme, () => {
      test.use({ colorScheme });
      test('axe finds nothing', async ({ page }) => {
        const playground = await new Playground(page).visit();
        await playground.editor();
        await page.getByRole('button', { name: 'Table' }).click();
        await page.getByRole('table', { name: 'Pods' }).getByRole('rowheader').first().getByRole('button').click();
        for (const kind of ['Pods', 'Workloads', 'Nodes', 'Services']) {
          await page.getByRole('group', { name: 'What to list' }).getByRole('button', { name: kind }).click();
          await expect(page.getByRole('table', { name: kind, exact: true })).toBeVisible();
          expect(await axeFindings(page, '.table-view')).toEqual([]);
        }
      });
    });
  }
});

/** The smallest words in the picture, in px of the screen. */
async function smallestWords(page: Page): Promise<{ px: number; text: string }> {
  return page.evaluate(() => {
    let smallest = { px: Infinity, text: '' };
    const walker = document.createTreeWalker(document.querySelector('.canvas') ?? document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      const element = node.parentElement;
      if (text === '' || element === null || element.closest('.visually-hidden') !== null) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      if (range.getBoundingClientRect().width === 0) continue;
      let px = Number.parseFloat(getComputedStyle(element).fontSize);
      for (let above: Element | null = element; above !== null; above = above.parentElement) {
        const { transform } = getComputedStyle(above);
        if (transform !== 'none') px *= new DOMMatrix(transform).a;
      }
      if (px < smallest.px) smallest = { px, text };
    }
    return smallest;
  });
}

test('no words in the picture are smaller than 11 px, whatever the size of the window and of the cluster', async ({
  page,
}) => {
  test.setTimeout(90_000);
  for (const [width, height, size] of [
    [1280, 720, 'nodes=3&replicas=3'],
    [1024, 768, 'nodes=3&replicas=3'],
    [1280, 720, 'nodes=30&replicas=60'],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.goto('about:blank');
    await page.goto(`/#${size}`);
    const playground = new Playground(page);
    await expect(playground.node('node-3')).toBeVisible();
    for (const isBeside of [false, true]) {
      if (isBeside) await playground.select(/^Deployment web,/);
      for (const view of ['Cluster', 'Ownership', 'Network']) {
        await page.getByRole('button', { name: view, exact: true }).click();
        await page.waitForFunction(() => document.getAnimations().every((each) => each.playState !== 'running'));
        const { px, text } = await smallestWords(page);
        expect(px, `${text} in ${view} at ${width} px, ${size}`).toBeGreaterThan(10.9);
      }
      await page.getByRole('button', { name: 'Cluster', exact: true }).click();
    }
  }
});

test('what is pointed at or selected shows a button for its menu, which has what the inspector and the palette have', async ({
  page,
}) => {
  const playground = await new Playground(page).visit();
  await playground.editor();
  await expect(page.locator('.thing-menu')).toHaveCount(0);
  for (const name of [/^Pod web-/, /^Node node-2,/, /^Deployment web,/, /^Service web,/]) {
    const thing = page.getByRole('button', { name }).first();
    await thing.hover();
    const button = page.locator('.thing-menu');
    const box = await button.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24);
    await button.click();
    await expect(page.getByRole('menuitem').first()).toBeVisible();
    const byButton = await page.getByRole('menuitem').allInnerTexts();
    expect(byButton.length).toBeGreaterThan(1);
    await page.keyboard.press('Escape');

    await thing.click({ button: 'right' });
    await expect(page.getByRole('menuitem').first()).toBeVisible();
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(byButton);
    await page.keyboard.press('Escape');

    await thing.click();
    const inspector = playground.inspector().getByRole('group', { name: 'Actions' });
    const labels = byButton.map((text) => text.split('\n')[0] ?? '');
    const buttons = await inspector.getByRole('button').allInnerTexts();
    expect(labels.slice(0, buttons.length - 1)).toEqual(buttons.slice(0, -1));
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('option').first()).toBeVisible();
    const offered = await page.locator('[cmdk-group]').first().getByRole('option').allInnerTexts();
    expect(offered).toEqual(byButton);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  }
});

test('the card of a workload shows its rollout over time in the view of ownership', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.editor();
  await page.getByRole('button', { name: 'Ownership' }).click();
  // The card has a meter of the same words, too.
  const bands = page
    .locator('.workload-card')
    .getByRole('img', { name: /^\d pods, .*at least 3 available and at most 4/ });
  await expect(bands).toBeVisible();
  const filled = bands.locator('path[d$=Z]');
  await expect(filled).toHaveCount(2);
  await playground.write(webYaml(3, 'nginx:1.28'));
  await playground.apply();
  // Two more bands: the ready and the unready pods of the second revision.
  await expect(filled).toHaveCount(4);
});

test('a rollout is drawn over time, and a click in it goes to that moment', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.editor();
  await playground.select(/^Deployment web,/);
  await playground.write(webYaml(3, 'nginx:1.28'));
  await playground.apply();
  const rollout = playground.inspector().getByRole('region', { name: 'Rollout' });
  await expect(rollout.getByText(/^revision 2: \d pods?, \d ready$/)).toBeVisible();
  const chart = rollout.getByRole('img', { name: /at least 3 available and at most 4 in all$/ });
  await chart.click({ position: { x: 4, y: 40 } });
  await expect(page.getByRole('note').filter({ hasText: 'You are looking at the past.' })).toBeVisible();
  await expect(rollout.getByText(/^revision 2/)).toBeHidden();
});

test('the picture can be saved as SVG and as PNG', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const names = await playground.podNames();
  await page.getByRole('button', { name: 'Save the picture' }).click();
  const [svgFile] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Save the picture as SVG' }).click(),
  ]);
  expect(svgFile.suggestedFilename()).toMatch(/^podground-cluster-\d\d-\d\d\.svg$/);
  const svg = await readFile(await svgFile.path(), 'utf8');
  const found = await page.evaluate((text) => {
    const picture = new DOMParser().parseFromString(text, 'image/svg+xml');
    return {
      errors: picture.querySelectorAll('parsererror').length,
      pods: [...picture.querySelectorAll('[data-pod]')].map((pod) => pod.getAttribute('data-pod')),
      scripts: picture.querySelectorAll('script, image, use, foreignObject, [href]').length,
      unresolved: text.includes('var(') || text.includes('fill="rev1"'),
    };
  }, svg);
  expect(found).toEqual({ errors: 0, pods: expect.arrayContaining(names), scripts: 0, unresolved: false });
  expect(found.pods).toHaveLength(names.length);

  await page.keyboard.press('ControlOrMeta+k');
  await page.getByPlaceholder('Type a name or an action').fill('as PNG');
  const [pngFile] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  const png = await readFile(await pngFile.path());
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16), 'its width').toBeGreaterThan(1200);
});

test.describe('the page of states', () => {
  /** Each state's caption, and what its tile says. */
  const tiles: Readonly<Record<string, string>> = {
    'Pending: unscheduled, in the tray': '0/3 nodes fit',
    'ContainerCreating: pulling': 'pulling 64 %',
    ContainerCreating: 'creating',
    'Init:0/1: init containers are round': 'init 0/1',
    'Running, 1/2 ready': 'not ready',
    'Running, 2/2 ready': '10.244.1.4',
    'Running, restarted once': '↻1',
    'CrashLoopBackOff with countdown': 'back-off 38 s',
    ImagePullBackOff: 'image: ngnix',
    OOMKilled: 'out of memory',
    Error: 'exited with 1',
    'Terminating with countdown': 'stops in 24 s',
    'Unknown: its node is lost': 'node is silent',
    Completed: 'finished',
  };

  for (const theme of ['Light', 'Dark'] as const) {
    test(`has every state in the ${theme.toLowerCase()} theme, near and further out`, async ({ page }) => {
      await page.goto('/#states');
      const half = page.getByRole('region', { name: theme });
      for (const [caption, text] of Object.entries(tiles)) {
        const figures = half.getByRole('figure', { name: caption, exact: true });
        // As a tile, without its words, and as a chip.
        await expect(figures).toHaveCount(3);
        await expect(figures.first()).toContainText(text);
        await expect(figures.last().getByRole('img')).toBeVisible();
      }
      const cluster = half.getByRole('group', { name: 'Picture of the cluster' }).first();
      for (const text of [
        'NotReady',
        'cordoned',
        'MemoryPressure',
        'no pod has app=shpo',
        'rollout stalled',
        'paused',
      ]) {
        await expect(cluster.getByText(text, { exact: true }).first()).toBeVisible();
      }
      for (const glyph of ['ready', 'starting', 'waiting', 'failing', 'terminating', 'unknown']) {
        await expect(half.getByRole('list', { name: 'Legend' }).first()).toContainText(glyph);
      }
    });
  }

  test('leaves axe nothing to find, and leads back', async ({ page }) => {
    await page.goto('/#states');
    await expect(page.getByRole('heading', { name: 'Every state and its look' })).toBeVisible();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'Back to the cluster' }).click();
    await expect(new Playground(page).pods()).toHaveCount(3);
  });
});

test('a line tells what is behind it when it is clicked, and a broken one says so', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.editor();
  await page.locator('.wire-touch').nth(1).click({ force: true });
  await expect(page.getByRole('note')).toHaveText(/^web selects app=web: 1 of 1 ready node-1$/);
  await playground.write(webYaml().replace('selector:\n    app: web\n  ports', 'selector:\n    app: wbe\n  ports'));
  await playground.apply();
  await expect(page.getByRole('button', { name: /^Service web, .*no pod has app=wbe$/ })).toBeVisible();
  await expect(page.locator('.wires .wire.is-broken')).toHaveCount(2);
  await expect(page.locator('.wires .wire.is-dim')).toHaveCount(0);
  await page.getByRole('button', { name: 'Ownership' }).click();
  await page.waitForFunction(() => document.getAnimations().every((each) => each.playState !== 'running'));
  await page.locator('.wires .wire.is-broken .wire-touch').click({ force: true });
  await expect(page.getByRole('note')).toHaveText(/^No Service selects the pods of Deployment web/);
});

test('the inspector shows what the scheduler saw of each node', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.editor();
  await playground.select(/^Pod web-/);
  const table = playground.inspector().getByRole('table', { name: 'Scores of the nodes' });
  await expect(table.getByRole('row', { name: /^Total( \d+){3}$/ })).toBeVisible();
  await expect(table.getByRole('columnheader', { name: /chosen$/ })).toHaveCount(1);
  await page.getByRole('button', { name: /^Node node-1,/ }).click();
  await playground.act('Cordon');
  const before = await playground.podNames();
  await playground.select(/^Deployment web,/);
  await playground.act('Scale');
  await page.getByRole('textbox', { name: 'Replicas' }).fill('4');
  await page.keyboard.press('Enter');
  await expect(playground.pods()).toHaveCount(4);
  const [added = ''] = (await playground.podNames()).filter((name) => !before.includes(name));
  await page.getByRole('button', { name: 'Table' }).click();
  await page.getByRole('button', { name: 'Pods', exact: true }).click();
  await page.getByRole('table', { name: 'Pods' }).getByRole('button', { name: added, exact: true }).click();
  await expect(playground.inspector().getByRole('heading', { name: added })).toBeVisible();
  await expect(playground.inspector().getByText('Its filters refused 1 of 3 nodes:')).toBeVisible();
  await expect(playground.inspector().getByText('NodeUnschedulable')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });
    test('what a search dims can still be read', async ({ page }) => {
      const playground = await new Playground(page).visit();
      await playground.editor();
      await page.getByRole('searchbox', { name: 'Search the picture' }).fill('node-2');
      await expect(page.locator('.pod.is-dim')).toHaveCount(2);
      for (const view of ['Cluster', 'Ownership', 'Network']) {
        await page.getByRole('button', { name: view, exact: true }).click();
        // A tile in flight is neither here nor there.
        await expect(page.locator('.flight')).toHaveCount(0);
        expect(await axeFindings(page, '.picture-pane')).toEqual([]);
      }
    });
  });
}

test.describe('presenting', () => {
  test.beforeEach(async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.editor();
    await page.getByRole('button', { name: 'Present', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Presenting' })).toBeVisible();
  });

  test('gives the picture the window, shows the rest when asked, and ends with Escape', async ({ page }) => {
    const playground = new Playground(page);
    const bar = page.getByRole('region', { name: 'Presenting' });
    const yaml = page.locator('.monaco-editor').first();
    const terminal = page.getByRole('tab', { name: 'Terminal' });
    await expect(yaml).toBeHidden();
    await expect(terminal).toBeHidden();
    await bar.getByRole('button', { name: 'Show the YAML' }).click();
    await bar.getByRole('button', { name: 'Show the terminal' }).click();
    await expect(yaml).toBeVisible();
    await expect(terminal).toBeVisible();
    expect(
      await page
        .locator('.view-line')
        .first()
        .evaluate((line) => getComputedStyle(line).fontSize),
    ).toBe('17px');

    await playground.select(/^Pod web-/);
    await expect(page.locator('.pod.is-dim')).toHaveCount(2);
    await page.keyboard.press('Escape');
    await expect(playground.inspector()).toBeHidden();
    await expect(page.locator('.pod.is-dim')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(bar).toBeHidden();
    await expect(yaml).toBeVisible();
  });

  test('goes on by the keys of a remote control, and back to any step', async ({ page }) => {
    const playground = new Playground(page);
    const bar = page.getByRole('region', { name: 'Presenting' });
    const said = bar.getByRole('status');
    const count = async (): Promise<number> => Number(/ \/ (\d+)/.exec(await said.innerText())?.[1]);
    await expect(said).toContainText('Deployment web is complete');
    const before = await count();
    await playground.select(/^Pod web-/);
    await playground.act('Delete pod');
    // A remote control's keys, though the mouse was last at a button.
    for (const key of ['PageDown', '.', 'ArrowRight']) {
      await page.keyboard.press(key);
      await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
    }
    await expect.poll(count).toBeGreaterThan(before);

    await bar.getByRole('button', { name: 'Steps' }).click();
    const steps = bar.getByRole('list', { name: 'Steps' });
    expect(await page.evaluate(() => document.scrollingElement?.scrollTop)).toBe(0);
    expect((await bar.boundingBox())?.y).toBeGreaterThan(400);
    await steps.getByRole('button', { name: /You created Deployment web/ }).click();
    await expect(said).toContainText(/^1 \/ /);
    await expect(page.getByRole('note').filter({ hasText: 'You are looking at the past.' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(steps).toBeHidden();
    await page.keyboard.press('PageDown');
    await expect(said).toContainText(/^2 \/ /);
    await page.keyboard.press('PageUp');
    await expect(said).toContainText(/^1 \/ /);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`leaves axe nothing to find in the ${colorScheme} theme`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      const playground = new Playground(page);
      await playground.select(/^Pod web-/);
      await page.getByRole('button', { name: 'Show the YAML' }).click();
      await page.getByRole('button', { name: 'Steps' }).click();
      expect(await axeFindings(page)).toEqual([]);
    });
  }
});
