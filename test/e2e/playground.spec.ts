import { expect, test } from '@playwright/test';
import { Playground, webYaml } from './playground.ts';
import { axeFindings } from './axe.ts';

test('a first visit shows three Running pods on three nodes', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await expect(playground.readyPods()).toHaveCount(3);
  for (const name of ['node-1', 'node-2', 'node-3']) {
    await expect(page.getByRole('group', { name: `Node ${name}, Ready, 1 pod` })).toBeVisible();
  }
  await expect(page.getByText(/^Try:/)).toBeVisible();
});

test('five replicas, typed and applied, give five pods', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.write(webYaml(5));
  await playground.apply();
  await expect(playground.readyPods()).toHaveCount(5);
  await expect(playground.terminal()).toContainText('deployment.apps/web configured');
});

test('a deleted pod terminates, and one with another name takes its place', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const before = await playground.podNames();
  await playground.select(new RegExp(`^Pod ${before[0]},`));
  await playground.pause();
  await playground.act('Delete');
  await expect(playground.pods(new RegExp(`^Pod ${before[0]}, Terminating`))).toHaveCount(1);
  await playground.play();
  await expect(playground.pods(new RegExp(`^Pod ${before[0]},`))).toHaveCount(0);
  await expect(playground.readyPods()).toHaveCount(3);
  const after = await playground.podNames();
  expect(after.filter((name) => before.includes(name))).toHaveLength(2);
  await expect(playground.terminal()).toContainText(`kubectl delete pod ${before[0]}`);
});

test('a killed container keeps the name of its pod and counts one restart', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const before = await playground.podNames();
  await playground.select(new RegExp(`^Pod ${before[0]},`));
  await playground.act(/^Kill container/);
  await expect(playground.inspector().getByText(/restarted 1 time/)).toBeVisible();
  await expect(playground.readyPods()).toHaveCount(3);
  expect((await playground.podNames()).toSorted()).toEqual(before.toSorted());
});

test('a bad image stalls the rollout while the old pods serve, and a rollback heals it', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.write(webYaml(3, 'nginx:nope'));
  await playground.apply();
  await expect(playground.pods(/^Pod .*, (ErrImagePull|ImagePullBackOff)/)).toHaveCount(1);
  await expect(playground.readyPods()).toHaveCount(3);
  await playground.select(/^Deployment web,/);
  await playground.act('Roll back');
  await expect(playground.pods()).toHaveCount(3);
  await expect(playground.readyPods()).toHaveCount(3);
});

test('the pods of a dead node come back elsewhere', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.select(/^Node node-2,/);
  await playground.act('Power off');
  await playground.speed('100×');
  await expect(page.getByRole('group', { name: /^Node node-2, .*NotReady/ })).toBeVisible({ timeout: 15_000 });
  const survivors = page.getByRole('group', { name: /^Node node-[13],/ });
  await expect(survivors.getByRole('button', { name: /^Pod .*, Running, ready 1 of 1/ })).toHaveCount(3, {
    timeout: 15_000,
  });
});

test('broken YAML shows a problem at its line and changes nothing', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const before = await playground.podNames();
  await playground.write(webYaml().replace('  replicas: 3', '  replicas: [3'));
  await expect(page.getByText(/web\.yaml, line \d+:/).first()).toBeVisible();
  await playground.apply();
  expect(await playground.podNames()).toEqual(before);
});

test('a million replicas by typo neither freeze nor break the page, and can be taken back', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const change = async (): Promise<number> => {
    const started = Date.now();
    await page.getByRole('button', { name: /^Theme:/ }).click();
    await expect(page.getByRole('button', { name: /^Theme:/ })).toBeVisible();
    return Date.now() - started;
  };
  await playground.editor();
  const usual = await change();
  await playground.write(webYaml(1_000_000));
  await playground.apply();
  await playground.speed('100×');
  await expect(page.getByRole('group', { name: /^Unscheduled, \d{3,} pods/ })).toBeVisible({ timeout: 30_000 });
  expect(await change()).toBeLessThan(8000 + 10 * usual);
  await playground.write(webYaml(3));
  await playground.apply();
  await expect(playground.pods()).toHaveCount(3, { timeout: 60_000 });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('axe finds nothing', async ({ page }) => {
      const playground = await new Playground(page).visit();
      await playground.editor();
      await playground.select(/^Pod /);
      expect(await axeFindings(page)).toEqual([]);
    });
  });
}

test('the page speaks Korean', async ({ page }) => {
  await new Playground(page).visit();
  await page.getByRole('button', { name: '한국어' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await expect(page.getByRole('button', { name: /^적용/ })).toBeVisible();
});

test('the text survives a reload', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.write(webYaml(4));
  await expect.poll(() => page.evaluate(() => localStorage.getItem('podground'))).toContain('replicas: 4');
  await page.reload();
  await playground.editor();
  await expect(page.locator('.view-lines')).toContainText('replicas: 4');
});
