import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { Playground } from './playground.ts';
import { axeFindings } from './axe.ts';

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
  await expect(story).toContainText(`You deleted Pod ${gone}.`);
  return { story, gone, playground };
}

test('what follows from one cause stands under it, and can be folded away', async ({ page }) => {
  const { story, gone } = await tell(page);
  const cause = story.locator('.story > li').filter({ hasText: `You deleted Pod ${gone}.` });
  await expect(cause).toContainText('saw 2 of 3 pods, so it created 1');
  await cause.getByRole('button', { name: /consequences$/ }).click();
  await expect(cause).not.toContainText('saw 2 of 3 pods');
  await expect(cause).toContainText(`You deleted Pod ${gone}.`);
  await page.getByRole('button', { name: 'Fold all' }).click();
  await page.getByRole('button', { name: 'Unfold all' }).click();
  await expect(cause).toContainText('saw 2 of 3 pods');
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
