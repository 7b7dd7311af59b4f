import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { Playground } from './playground.ts';
import { axeFindings } from './axe.ts';

// Tall enough for what follows from one cause: only lines in sight are drawn.
test.use({ viewport: { width: 1280, height: 1400 } });

/** Opens the story after a pod was deleted and replaced; answers the pod that went. */
async function tell(page: Page): Promise<{ story: Locator; gone: string; playground: Playground }> {
  const playground = await new Playground(page).visit();
  const [gone = ''] = await playground.podNames();
  await playground.select(new RegExp(`^Pod ${gone},`));
  await playground.act('Delete pod');
  await expect(playground.pods(new RegExp(`^Pod ${gone},`))).toHaveCount(0);
  await expect(playground.readyPods()).toHaveCount(3);
  await page.getByRole('tab', { name: 'Story' }).click();
  const story = page.getByRole('region', { name: 'Story', exact: true });
  await page.getByRole('separator', { name: 'Resize the terminal' }).press('End');
  await expect(story).toContainText(`You deleted Pod ${gone}.`);
  return { story, gone, playground };
}

test('what follows from one cause stands under it, and can be folded away', async ({ page }) => {
  const { story, gone } = await tell(page);
  const cause = story.getByRole('listitem').filter({ hasText: `You deleted Pod ${gone}.` });
  const replacing = story.getByRole('listitem').filter({ hasText: 'saw 2 of 3 pods, so it created 1' });
  await expect(replacing).toHaveCount(1);
  const place = async (line: Locator): Promise<number> => Number(await line.getAttribute('aria-posinset'));
  expect(await place(replacing)).toBeGreaterThan(await place(cause));
  await cause.getByRole('button', { name: /consequences$/ }).click();
  await expect(replacing).toHaveCount(0);
  await expect(cause).toHaveCount(1);
  await page.getByRole('button', { name: 'Fold all' }).click();
  await page.getByRole('button', { name: 'Unfold all' }).click();
  await expect(replacing).toHaveCount(1);
});

test('can be filtered by words, by who, and by what is selected', async ({ page }) => {
  const { story, gone, playground } = await tell(page);
  await page.getByRole('searchbox', { name: 'Search the story' }).fill('saw 2 of 3');
  await expect(story.locator('.story-line')).toHaveCount(2);
  await page.getByRole('searchbox', { name: 'Search the story' }).fill('no such words');
  await expect(story).toContainText('Nothing in the story is like that.');
  await page.getByRole('searchbox', { name: 'Search the story' }).fill('');

  await page.getByRole('combobox', { name: 'By whom' }).selectOption('default-scheduler');
  await expect(story).toContainText('The scheduler chose');
  await expect(story).not.toContainText('saw 2 of 3 pods');
  await page.getByRole('combobox', { name: 'By whom' }).selectOption('Everybody');

  const [pod = ''] = (await playground.podNames()).filter((name) => name !== gone);
  await playground.select(new RegExp(`^Pod ${pod},`));
  await page.getByRole('button', { name: `Only ${pod}` }).click();
  await expect(story).not.toContainText(`kubelet takes it on. ${gone}`);
  await page.getByRole('button', { name: 'All objects' }).click();
});

test('reaches back to its first line, is searched as a whole, and draws only what is in sight', async ({ page }) => {
  const { story, playground } = await tell(page);
  await page.getByRole('tab', { name: 'Terminal' }).click();
  const prompt = page.getByRole('textbox', { name: 'Command' });
  await prompt.fill('kubectl scale deployment web --replicas=60');
  await prompt.press('Enter');
  await page.getByRole('tab', { name: 'Story' }).click();
  await playground.speed('100×');
  const count = async (): Promise<number> =>
    Number(await story.getByRole('listitem').last().getAttribute('aria-setsize'));
  await expect.poll(count).toBeGreaterThan(320);
  expect(await story.getByRole('listitem').count()).toBeLessThan(100);

  const first = story.getByText('kubeadm created Namespace default when it set up the cluster.');
  await expect(first).toHaveCount(0);
  await story.evaluate((list) => list.scrollTo({ top: 0 }));
  await expect(first).toBeVisible();
  // It stays where one reads, whatever happens meanwhile.
  await page.waitForFunction((list) => list?.scrollTop === 0, await story.elementHandle());

  await story.evaluate((list) => list.scrollTo({ top: list.scrollHeight }));
  await expect(first).toHaveCount(0);
  await page.getByRole('searchbox', { name: 'Search the story' }).fill('you created deployment');
  await expect(story).toContainText('You created Deployment web.');
});

test('of the past ends at the moment that is looked at', async ({ page }) => {
  const { story, gone, playground } = await tell(page);
  await page.getByRole('slider', { name: 'Time' }).focus();
  await page.keyboard.press('Home');
  await expect(story).not.toContainText(`You deleted Pod ${gone}.`);
  await expect(story).toContainText('You created Deployment web.');
  await expect(playground.pods()).toHaveCount(0);
});

test('points at the picture, and the picture at it', async ({ page }) => {
  const { story, playground } = await tell(page);
  const line = story.locator('.story-line', { hasText: 'saw 2 of 3 pods' });
  await line.hover();
  await expect(page.locator('.pod.is-highlighted')).toHaveCount(1);
  await page.getByRole('tab', { name: 'Story' }).hover();
  await expect(page.locator('.pod.is-highlighted')).toHaveCount(0);
  await playground.pods().last().hover();
  await expect(story.locator('.story-line[data-pointed="true"]').first()).toBeAttached();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('axe finds nothing in the story', async ({ page }) => {
      await tell(page);
      expect(await axeFindings(page)).toEqual([]);
    });
  });
}

test('Events are all there, the latest first, and only those in sight are drawn', async ({ page }) => {
  const { playground } = await tell(page);
  await page.getByRole('tab', { name: 'Terminal' }).click();
  const prompt = page.getByRole('textbox', { name: 'Command' });
  await prompt.fill('kubectl scale deployment web --replicas=80');
  await prompt.press('Enter');
  await page.getByRole('region', { name: 'Terminal, requests, events' }).getByRole('tab', { name: 'Events' }).click();
  await playground.speed('100×');
  const events = page.getByRole('region', { name: 'Events', exact: true });
  // Five a pod: Scheduled, Pulling or Pulled, Created and Started, and what created it.
  await expect
    .poll(async () => Number(await events.getByRole('table').getAttribute('aria-rowcount')))
    .toBeGreaterThan(320);
  expect(await events.getByRole('row').count()).toBeLessThan(120);
  const scrollDown = () => events.evaluate((list) => list.scrollTo({ top: list.scrollHeight }));
  await expect(async () => {
    await scrollDown();
    await expect(events.getByRole('row').last()).toContainText('Starting kubelet.', { timeout: 500 });
  }).toPass();
});
