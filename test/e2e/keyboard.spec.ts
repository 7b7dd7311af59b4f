import { expect, test, type Page } from '@playwright/test';
import { Playground } from './playground.ts';

/** What has the focus, by its name. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element === document.body ? 'nothing' : (element?.getAttribute('aria-label') ?? element?.textContent ?? '');
  });
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

test('Tab goes through the page and, after Escape, out of the text', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const text = await playground.editor();
  await text.focus();
  await press(page, 'Tab');
  expect(await focused(page)).toBe('Text of web.yaml');
  await press(page, 'ControlOrMeta+z', 'Escape', 'Tab');
  expect(await focused(page)).not.toBe('Text of web.yaml');
  await press(page, 'Shift+Tab', 'Escape', 'Shift+Tab');
  expect(await focused(page)).toMatch(/^Apply/);
});

test('Enter goes to the inspector, and Escape back to the thing', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.pods().first().focus();
  const pod = await focused(page);
  await press(page, 'Enter');
  await expect(playground.inspector().getByRole('tabpanel')).toBeFocused();
  await press(page, 'Tab');
  expect(await focused(page)).toBe('node-1');
  await press(page, 'Escape');
  await expect(playground.inspector()).toBeHidden();
  expect(await focused(page)).toBe(pod);
});

test('everything in the picture is reached by arrows, in the order in which it stands', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.node('node-1').focus();
  const way = ['ArrowDown', 'ArrowUp', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowDown'];
  const met: string[] = [];
  for (const key of way) {
    await press(page, key);
    met.push((await focused(page)).split(/[ ,]/)[0] ?? '');
  }
  expect(met).toEqual(['Pod', 'Node', 'Service', 'Client', 'Service', 'Deployment', 'ReplicaSet', 'Node']);
});

test('what is behind a line is told by a key', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await page.getByRole('button', { name: /^Service web,.*3 of 3 endpoints ready$/ }).focus();
  const told = page.getByRole('note').filter({ hasText: 'app=web' });
  await press(page, 'w', 'w');
  await expect(told).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'app=web' })).toHaveCount(1);
  await press(page, 'Escape');
  await expect(told).toBeHidden();
  await expect(playground.inspector()).toBeHidden();
});

test('the focus is not lost with what is deleted, nor when that is undone', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const [gone = ''] = await playground.podNames();
  await playground.pods(new RegExp(`^Pod ${gone},`)).focus();
  await press(page, 'Delete');
  await expect(playground.pods(new RegExp(`^Pod ${gone},`))).toHaveCount(0);
  await expect(playground.pods()).toHaveCount(3);
  await expect.poll(() => focused(page)).toMatch(/^(?:Pod|Node) /);
  await press(page, 'ControlOrMeta+z');
  await expect(page.getByText(/^Undone: kubectl delete pod/)).toBeVisible();
  await expect(playground.pods(new RegExp(`^Pod ${gone},`))).toHaveCount(1);
  await expect.poll(() => focused(page)).toMatch(/^(?:Pod|Node) /);

  await playground.node('node-3').focus();
  await press(page, 'Delete');
  await expect(playground.node('node-3')).toHaveCount(0);
  await expect.poll(() => focused(page)).not.toBe('nothing');
  await press(page, 'ControlOrMeta+z');
  await expect(playground.node('node-3')).toHaveCount(1);
  await expect.poll(() => focused(page)).not.toBe('nothing');
});

test('what lies over the page opens and closes by keys, and gives the focus back', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.pods().first().focus();
  const pod = await focused(page);
  const box = await playground.pods().first().boundingBox();
  await press(page, 'Shift+F10');
  const menu = page.getByRole('menu');
  await expect(menu.getByRole('menuitem', { name: /Delete pod/ })).toBeVisible();
  const at = await menu.boundingBox();
  expect(Math.hypot((at?.x ?? 0) - (box?.x ?? 0), (at?.y ?? 0) - (box?.y ?? 0) - (box?.height ?? 0))).toBeLessThan(60);
  await press(page, 'Escape');
  await expect.poll(() => focused(page)).toBe(pod);
  await press(page, 'ControlOrMeta+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await press(page, 'Escape');
  await expect.poll(() => focused(page)).toBe(pod);
  await press(page, '?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await press(page, 'Escape');
  await expect.poll(() => focused(page)).toBe(pod);
});

test('arrows go on where the window ends: among many nodes each comes into sight', async ({ page }) => {
  await page.goto('/#nodes=64&replicas=64');
  const nodes = page.getByRole('button', { name: /^Node node-\d+,/ });
  await expect(nodes.first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Deployment web, ready 64 of 64, complete$/ })).toBeVisible();
  for (let zoom = 0; zoom < 8; zoom++) await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(() => nodes.count()).toBeLessThan(40);
  await nodes.first().focus();
  await press(page, 'End');
  expect(await focused(page)).toMatch(/^(?:Pod|Node) /);
  await expect(page.locator(':focus')).toBeInViewport();
  await press(page, 'Home');
  expect(await focused(page)).toMatch(/^Deployment web,/);

  // From what stands above the nodes, down to them.
  for (let steps = 0; steps < 6 && !(await focused(page)).startsWith('Node '); steps++) await press(page, 'ArrowDown');
  expect(await focused(page)).toMatch(/^Node /);
  /** Presses an arrow until it leads nowhere; answers the nodes that were met. */
  const walk = async (arrow: string): Promise<Set<string>> => {
    const met = new Set<string>();
    let last = '';
    for (let name = await focused(page); name !== last; name = await focused(page)) {
      const node = /^Node (\S+),/.exec(name)?.[1];
      if (node !== undefined) met.add(node);
      await expect(page.locator(':focus')).toBeInViewport();
      last = name;
      await press(page, arrow);
    }
    return met;
  };
  await walk('ArrowLeft');
  expect((await walk('ArrowRight')).size).toBeGreaterThan(4);
  expect((await walk('ArrowDown')).size).toBeGreaterThan(3);
});

test('the palette opens the views, the story and sheets, and what it opened gives the focus back', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.pods().first().focus();
  const pod = await focused(page);
  const choose = async (words: string): Promise<void> => {
    await press(page, 'ControlOrMeta+k');
    await page.getByRole('dialog').getByRole('combobox').fill(words);
    await press(page, 'Enter');
  };
  await choose('compare');
  await expect(page.getByRole('dialog', { name: /^Compare/ })).toBeVisible();
  await press(page, 'Escape');
  await expect.poll(() => focused(page)).toBe(pod);
  await choose('show: story');
  await expect(page.getByRole('region', { name: 'Story', exact: true })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Story' })).toBeFocused();
  await choose('show: table');
  await expect(page.getByRole('table', { name: 'Pods' })).toBeVisible();
});

test('what a menu asks gives the focus back to the thing, and the table takes it from a tile that goes', async ({
  page,
}) => {
  const playground = await new Playground(page).visit();
  await expect(playground.readyPods()).toHaveCount(3);
  const web = page.getByRole('button', { name: /^Deployment web,/ });
  await web.focus();
  await press(page, 'Shift+F10');
  await expect(page.getByRole('menuitem', { name: 'Scale', exact: true })).toBeVisible();
  await press(page, 'ArrowDown', 'Enter');
  const replicas = page.getByRole('dialog').getByRole('textbox');
  await expect(replicas).toBeFocused();
  await replicas.fill('4');
  await press(page, 'Enter');
  await expect(playground.pods()).toHaveCount(4);
  await expect(web).toBeFocused();

  await press(page, 'ControlOrMeta+k');
  await page.getByRole('dialog').getByRole('combobox').fill('show: table');
  await press(page, 'Enter');
  await expect(page.getByRole('table', { name: 'Pods' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Table', exact: true })).toBeFocused();
});

test('the palette acts on what nobody selected', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await press(page, 'ControlOrMeta+k');
  await page.getByRole('dialog').getByRole('combobox').fill('scale web');
  await expect(page.getByRole('option', { name: 'web: Scale', exact: true })).toBeVisible();
  await press(page, 'Enter');
  const replicas = page.getByRole('dialog').getByRole('textbox');
  await replicas.fill('5');
  await press(page, 'Enter');
  await expect(playground.pods()).toHaveCount(5);
});

test('what has the focus is not under the zoom buttons, in a window that is lower than the picture', async ({
  page,
}) => {
  await page.setViewportSize({ width: 640, height: 400 });
  await page.goto('/#nodes=64&replicas=64');
  await expect(page.getByRole('button', { name: /^Deployment web, ready 64 of 64, complete$/ })).toBeVisible();
  const edges = (selector: string): Promise<{ top: number; bottom: number }> =>
    page.locator(selector).evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return { top, bottom };
    });
  const buttons = await edges('.zoom-buttons');
  const cards = await page.locator('.node-card').all();
  const tops = await Promise.all(cards.map(async (card) => (await card.boundingBox())?.y ?? 0));
  expect(Math.max(...tops)).toBeGreaterThan(buttons.top);
  await page.getByRole('button', { name: /^Node node-1,/ }).focus();
  for (let step = 0; step < 6; step++) {
    await press(page, 'ArrowDown');
    await expect.poll(async () => (await edges(':focus')).bottom).toBeLessThanOrEqual(buttons.top);
  }
});
