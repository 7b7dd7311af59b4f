import { expect, test } from '@playwright/test';
import { Playground, webYaml } from './playground.ts';

test('a deletion can be undone: the pod is back, and time with it', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const before = await playground.podNames();
  await playground.select(new RegExp(`^Pod ${before[0]},`));
  await playground.pause();
  await playground.act('Delete pod');
  await expect(playground.pods(new RegExp(`^Pod ${before[0]}, Terminating`))).toHaveCount(1);
  await playground.play();
  await page.getByRole('button', { name: 'Undo the last act' }).click();
  await expect(playground.pods(new RegExp(`^Pod ${before[0]}, Running`))).toHaveCount(1);
  expect((await playground.podNames()).toSorted()).toEqual(before.toSorted());
});

test('what was removed from the text is offered to be deleted', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const [deployment = ''] = webYaml().split('---\n');
  await playground.write(deployment);
  await playground.apply();
  const offer = page.getByRole('group', { name: 'Removed from the text' });
  await expect(offer).toContainText('still in the cluster');
  await offer.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('button', { name: /^Service web,/ })).toHaveCount(0);
  await expect(playground.pods()).toHaveCount(3);
});

test('applies as one types, when asked to', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.editor();
  await page.getByRole('switch', { name: 'Apply as I type' }).click();
  await playground.write(webYaml(4));
  await expect(playground.readyPods()).toHaveCount(4);
});

test('the picture can be used with the keyboard alone', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const before = await playground.podNames();
  await playground.pods().first().focus();
  await page.keyboard.press('Enter');
  await expect(playground.inspector()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(playground.inspector()).toBeHidden();
  await playground.pause();
  await page
    .getByRole('group', { name: /^Node node-1,/ })
    .getByRole('button', { name: /^Pod / })
    .focus();
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  const first = await focused();
  await page.keyboard.press('ArrowRight');
  expect(await focused()).toMatch(/^Pod /);
  expect(await focused()).not.toBe(first);
  await page.keyboard.press('Delete');
  await expect(playground.pods(/^Pod .*, Terminating/)).toHaveCount(1);
  await playground.play();
  await expect(playground.readyPods()).toHaveCount(3);
  expect(await playground.podNames()).not.toEqual(before);
});

test('the past can be looked at, and left again', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const before = await playground.podNames();
  await playground.write(webYaml(5));
  await playground.apply();
  await expect(playground.readyPods()).toHaveCount(5);
  const track = page.getByRole('slider', { name: 'Timeline' });
  await track.focus();
  await page.keyboard.press('Home');
  await expect(playground.pods()).not.toHaveCount(5);
  await page.getByRole('contentinfo', { name: 'Time' }).getByRole('button', { name: 'Live' }).click();
  await expect(playground.pods()).toHaveCount(5);
  expect(await playground.podNames()).toEqual(expect.arrayContaining(before));
});

test('pausing stops the clock, and stepping moves it to the next change', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.pause();
  const clock = playground.clock();
  const stopped = await clock.textContent();
  await playground.select(/^Pod /);
  await playground.act('Delete pod');
  await expect(clock).toHaveText(stopped ?? '');
  await expect(playground.pods(/Terminating/)).toHaveCount(1);
  await expect(async () => {
    await page.getByRole('button', { name: 'Step to the next change' }).click();
    expect(await playground.pods().count()).toBe(4);
    expect(await clock.textContent()).not.toBe(stopped);
  }).toPass({ intervals: [0], timeout: 10_000 });
});

test('the terminal has the same cluster', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const prompt = page.getByRole('textbox', { name: 'Command' });
  await prompt.fill('kubectl get pods');
  await prompt.press('Enter');
  for (const name of await playground.podNames()) await expect(playground.terminal()).toContainText(name);
  await prompt.fill('kubectl scale deployment web --replicas=1');
  await prompt.press('Enter');
  await expect(playground.terminal()).toContainText('deployment.apps/web scaled');
  await expect(playground.readyPods()).toHaveCount(1);
});

test('cordon, drain and a new node move the pods', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.select(/^Node node-1,/);
  await playground.act('Drain');
  await expect(page.getByRole('group', { name: /^Node node-1, .*SchedulingDisabled, 0 pods/ })).toBeVisible({
    timeout: 15_000,
  });
  await expect(playground.readyPods()).toHaveCount(3);
  await page.getByRole('button', { name: 'Add a node' }).click();
  await expect(page.getByRole('group', { name: /^Node node-4, Ready/ })).toBeVisible();
});
