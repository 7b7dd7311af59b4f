import { expect, test, type Page } from '@playwright/test';
import { Playground } from './playground.ts';

/** Where each tile stands, by its pod; px of the window. */
function places(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>('.canvas button.pod')].map((tile) => {
        const { left, top } = tile.getBoundingClientRect();
        return [tile.dataset['uid'] ?? '', `${Math.round(left)} ${Math.round(top)}`];
      }),
    ),
  );
}

/** Counts what begins to move from now on, by what it is. */
async function watch(page: Page): Promise<() => Promise<Record<string, number>>> {
  await page.evaluate(() => {
    const seen: Record<string, number> = {};
    Object.assign(window, { seen });
    const animate = Element.prototype.animate;
    Element.prototype.animate = function (keyframes, options) {
      const frames = JSON.stringify(keyframes);
      const kind = frames.includes('translate') ? 'flight' : frames.includes('--bad') ? 'flash' : 'fade';
      seen[kind] = (seen[kind] ?? 0) + 1;
      return animate.call(this, keyframes, options);
    };
  });
  return () => page.evaluate(() => (window as unknown as { seen: Record<string, number> }).seen);
}

test('a pod that is deleted flashes once and moves no other tile; its heir flies in from the tray', async ({
  page,
}) => {
  const playground = await new Playground(page).visit();
  const before = await places(page);
  const seen = await watch(page);
  const [gone = ''] = await playground.podNames();
  await playground.pods(new RegExp(`^Pod ${gone},`)).focus();
  await page.keyboard.press('Delete');
  await expect(playground.pods(new RegExp(`^Pod ${gone},`))).toHaveCount(0);
  await expect(playground.pods()).toHaveCount(3);
  await expect(playground.readyPods()).toHaveCount(3);
  const after = await places(page);
  for (const [uid, place] of Object.entries(before)) if (uid in after) expect(after[uid]).toBe(place);
  expect(Object.keys(after).filter((uid) => uid in before)).toHaveLength(2);
  const moved = await seen();
  expect(moved['flash']).toBe(1);
  expect(moved['flight']).toBe(1);
});

test('tiles fly between the views, each to its new place', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const seen = await watch(page);
  await page.getByRole('button', { name: 'Ownership' }).click();
  await expect.poll(async () => (await seen())['flight']).toBe(3);
  await expect(page.locator('.flight')).toHaveCount(0);
  await expect(playground.pods()).toHaveCount(3);
  expect((await seen())['flight']).toBe(3);
});

test.describe('for who wants less motion', () => {
  test.use({ reducedMotion: 'reduce' });

  test('nothing flies: it fades', async ({ page }) => {
    const playground = await new Playground(page).visit();
    const seen = await watch(page);
    await page.getByRole('button', { name: 'Ownership' }).click();
    await expect.poll(async () => (await seen())['fade']).toBe(3);
    await expect(playground.pods()).toHaveCount(3);
    const moved = await seen();
    expect(moved['flight'] ?? 0).toBe(0);
    expect(moved['fade']).toBe(3);
  });
});

test('far out a tile is a chip, and further out a node shows counts', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const canvas = page.locator('.canvas');
  const out = page.getByRole('button', { name: 'Zoom out' });
  await expect(canvas).toHaveAttribute('data-detail', 'tile');
  await expect(playground.pods().first()).toContainText(/10\.244\./);
  for (let press = 0; press < 4; press++) await out.click();
  await expect(canvas).toHaveAttribute('data-detail', 'chip');
  await expect(playground.pods().first()).toHaveText('');
  for (let press = 0; press < 5; press++) await out.click();
  await expect(canvas).toHaveAttribute('data-detail', 'count');
  await expect(playground.pods()).toHaveCount(0);
  await expect(page.getByRole('group', { name: /^Node node-1,/ })).toContainText('1');
  await page.getByRole('button', { name: 'Fit' }).click();
  await expect(canvas).toHaveAttribute('data-detail', 'tile');
});

test('node cards are of one size, and namespaces are regions once there are several', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const line = page.getByRole('textbox', { name: 'Command' });
  await playground.editor();
  for (const command of [
    'kubectl scale deployment web --replicas=14',
    'kubectl create deployment two --image=nginx:1.27 -n kube-public',
  ]) {
    await line.fill(command);
    await line.press('Enter');
  }
  await expect(playground.pods(/^Pod web-/)).toHaveCount(14);
  const sizes = await page
    .locator('.canvas-card[data-kind=node]')
    .evaluateAll((cards) => cards.map((card) => `${card.clientWidth} ${card.clientHeight}`));
  expect(new Set(sizes).size).toBe(1);
  await page.getByRole('button', { name: 'Ownership' }).click();
  await expect(page.locator('.region-card')).toHaveCount(0);
  await page.getByRole('combobox', { name: 'Namespaces' }).selectOption('all namespaces');
  await expect(page.locator('.region-card').filter({ hasText: 'kube-public' })).toBeVisible();
});
