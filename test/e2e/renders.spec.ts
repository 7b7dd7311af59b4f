import { expect, test } from '@playwright/test';
import { Playground } from './playground.ts';

/**
 * Code for the page: React tells this hook of every commit, as it tells its developer tools. It counts, by uid, how
 * often a tile's component was rendered; a part of the tree that React left out of a commit is the same as before it.
 */
const countTiles = `
  window.tileRenders = [];
  const performedWork = 1;
  const tileOf = ({ memoizedProps: props }) =>
    props !== null && typeof props === 'object' && 'uid' in props && 'x' in props && 'y' in props ? props.uid : undefined;
  const look = (fiber, before) => {
    if (before !== null && before.child === fiber.child) return;
    for (let child = fiber.child; child !== null; child = child.sibling) {
      const uid = typeof child.type === 'function' ? tileOf(child) : undefined;
      if (uid !== undefined && (child.flags & performedWork) !== 0) window.tileRenders.push(uid);
      look(child, child.alternate);
    }
  };
  window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    isDisabled: false,
    supportsFiber: true,
    renderers: new Map(),
    inject: () => 1,
    onCommitFiberRoot: (_, root) => look(root.current, root.current.alternate),
    onCommitFiberUnmount: () => undefined,
    onPostCommitFiberRoot: () => undefined,
  };
`;

test('one pod that changes renders one tile, its own, once', async ({ page }) => {
  await page.addInitScript(countTiles);
  const playground = await new Playground(page).visit();
  await playground.editor();
  const renders = (): Promise<string[]> => page.evaluate('window.tileRenders');
  expect(new Set(await renders()).size, 'every tile was rendered at first').toBe(3);
  const [name = ''] = await playground.podNames();
  const uid = await playground.pods(new RegExp(`^Pod ${name},`)).getAttribute('data-uid');
  const prompt = page.getByRole('textbox', { name: 'Command' });
  const label = async (key: string): Promise<void> => {
    await prompt.fill(`kubectl label pod ${name} ${key}=yes`);
    await prompt.press('Enter');
    await expect(playground.terminal().getByText(`pod/${name} labeled`)).toHaveCount(key === 'first' ? 1 : 2);
  };
  await label('first');
  // What a first command loads, sentences among it, is there with this button; what it changed is drawn a frame later.
  await expect(page.getByRole('button', { name: 'What this command does' })).toBeVisible();
  await page.evaluate(
    () => new Promise((drawn) => void requestAnimationFrame(() => void requestAnimationFrame(() => drawn(undefined)))),
  );
  await page.evaluate('window.tileRenders.length = 0');
  await label('second');
  await expect.poll(renders).toEqual([uid]);
});
