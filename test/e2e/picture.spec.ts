import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { Playground, webYaml } from './playground.ts';

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

    await table.getByRole('button', { name: `Actions for ${first}` }).click();
    await page.getByRole('menuitem', { name: 'Delete pod' }).click();
    await expect(table.getByRole('row').filter({ hasText: first })).toContainText('Terminating');
    await expect(table.getByRole('rowheader')).toHaveCount(4);

    await page.getByRole('button', { name: 'Services', exact: true }).click();
    await expect(page.getByRole('table', { name: 'Services' }).getByRole('row').nth(1)).toContainText('app=web');
    await page.getByRole('button', { name: 'Workloads', exact: true }).click();
    await expect(page.getByRole('table', { name: 'Workloads' })).toContainText('ReplicaSet');
  });

  test('is sorted by its headings, both ways', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await expect(playground.readyPods()).toHaveCount(3);
    await page.getByRole('button', { name: 'Table' }).click();
    await page.getByRole('button', { name: 'Nodes', exact: true }).click();
    const table = page.getByRole('table', { name: 'Nodes' });
    expect(await namesIn(table)).toEqual(['node-1', 'node-2', 'node-3']);
    await table.getByRole('button', { name: 'Name' }).click();
    await expect(table.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending');
    expect(await namesIn(table)).toEqual(['node-3', 'node-2', 'node-1']);
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
    await page.keyboard.press('Enter');
    const row = table.getByRole('row').filter({ has: page.locator(':focus') });
    await expect(row).toHaveAttribute('aria-rowindex', '300');
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
          await expect(page.getByRole('table', { name: kind })).toBeVisible();
          const { violations } = await new AxeBuilder({ page }).include('.table-view').analyze();
          expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
        }
      });
    });
  }
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
