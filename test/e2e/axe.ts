import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** The rules that look at colours: what alone is another in the dark than in the light. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds on a page, or in a part of it by its selector, one line each. In the dark theme it looks at the colours
 * alone: all else is the same page as in the light one, where the same test looks at all of it.
 */
export async function axeFindings(page: Page, within?: string): Promise<readonly string[]> {
  // What fades in is pale on its way; what goes round and round is as it is.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(({ playState, effect }) => playState !== 'running' || effect?.getComputedTiming().endTime === Infinity),
  );
  // The page has no frames, for whose sake axe would open a second page each time.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (within !== undefined) axe.include(within);
  const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  if (isDark) axe.withRules(colourRules);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
