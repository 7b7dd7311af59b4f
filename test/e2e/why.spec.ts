import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { Playground } from './playground.ts';
import { axeFindings } from './axe.ts';

/** The answers to why, of what is in the inspector. */
function answers(page: Page): Locator {
  return page.getByRole('region', { name: 'Why?', exact: true });
}

async function run(page: Page, line: string): Promise<void> {
  const prompt = page.getByRole('textbox', { name: 'Command' });
  await prompt.fill(line);
  await prompt.press('Enter');
}

/** A pod that crashes and is waited for, its Why? open. */
async function crash(page: Page): Promise<void> {
  await run(page, 'kubectl run crash --image=busybox:1.37 -- false');
  await page.getByRole('button', { name: /^Pod crash, CrashLoopBackOff/ }).click({ timeout: 20_000 });
}

test('is asked from the tile, by the keyboard, from the palette and from the terminal', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const [pod = ''] = await playground.podNames();
  const asked = answers(page).getByText('You created Deployment web.');
  const close = async (): Promise<void> => {
    await playground
      .inspector()
      .getByRole('button', { name: /^Close/ })
      .click();
    await expect(playground.inspector()).toBeHidden();
  };
  await playground.select(new RegExp(`^Pod ${pod},`));
  await expect(asked).toBeVisible();
  await close();

  await playground.pods(new RegExp(`^Pod ${pod},`)).focus();
  await page.keyboard.press('Enter');
  await expect(asked).toBeVisible();
  await close();

  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('dialog').getByRole('combobox').fill(pod);
  await page.keyboard.press('Enter');
  await expect(asked).toBeVisible();
  await close();

  await run(page, 'kubectl get pods');
  await playground.terminal().getByRole('link', { name: pod, exact: true }).first().click();
  await expect(asked).toBeVisible();
});

test('leads along the chain: from the pod to its ReplicaSet, its Deployment and its node', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const inspector = playground.inspector();
  await playground.select(/^Pod /);
  await answers(page)
    .getByRole('button', { name: /^web-[a-z0-9]+$/ })
    .first()
    .click();
  await expect(inspector.getByText('ReplicaSet in default')).toBeVisible();
  await expect(answers(page)).toContainText('Deployment web owns it: when that goes, this goes too.');
  await answers(page).getByRole('button', { name: 'web', exact: true }).first().click();
  await expect(inspector.getByText('Deployment in default')).toBeVisible();
  await expect(answers(page)).toContainText('3 of 3 pods run its present template and are available.');
  await answers(page)
    .getByRole('button', { name: /^node-\d$/ })
    .first()
    .click();
  await expect(inspector.getByRole('heading', { name: /^node-\d$/ })).toBeVisible();
});

test('of a node names that node and no other', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.select(/^Node node-3,/);
  await expect(answers(page)).toContainText('The kubelet of node-3 registered its machine as a Node.');
  await expect(answers(page)).not.toContainText(/node-[12]/);
});

test('says what happens next, and counts down to it', async ({ page }) => {
  await new Playground(page).visit();
  await crash(page);
  const next = answers(page).getByRole('listitem').filter({ hasText: 'The kubelet starts container crash again.' });
  const left = async (): Promise<number> =>
    Number(/\(in (\d+) s\)/.exec((await next.allTextContents()).join('\n'))?.[1]);
  // The first of its waits may be over by now: the next is longer.
  let most = 0;
  const isCountingDown = async (): Promise<boolean> => {
    const seconds = await left();
    if (seconds > most) most = seconds;
    return seconds > 0 && seconds < most;
  };
  await expect.poll(isCountingDown, { intervals: [100], timeout: 30_000 }).toBe(true);
});

test('is answered of the past as of then', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.select(/^Deployment web,/);
  await expect(answers(page)).toContainText('3 of 3 pods run its present template and are available.');
  const before = await playground.seconds();
  await run(page, 'kubectl scale deployment web --replicas=5');
  await expect(answers(page)).toContainText('5 of 5 pods run its present template and are available.');
  const time = page.getByRole('slider', { name: 'Time' });
  await time.focus();
  // Back until before the change.
  await expect(async () => {
    await page.keyboard.press('ArrowLeft');
    expect(await playground.seconds()).toBeLessThanOrEqual(before);
  }).toPass({ intervals: [0] });
  await expect(answers(page)).not.toContainText('--replicas=5');
  await expect(answers(page)).toContainText('3 of 3 pods run its present template and are available.');
});

test('of a pod that is gone says why it was here and why it went', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const [pod = ''] = await playground.podNames();
  await playground.select(new RegExp(`^Pod ${pod},`));
  await playground.pause();
  await playground.act('Delete pod');
  await expect(answers(page)).toContainText(/makes another in its place|without this one/);
  await playground.play();
  await expect(answers(page)).toContainText('Why is it gone?');
  await expect(answers(page)).toContainText(`You deleted Pod ${pod}.`);
  await expect(answers(page)).toContainText('Why was it here?');
});

test('is answered in Korean', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await page.getByRole('button', { name: '한국어' }).click();
  await playground
    .node('node-2')
    .or(page.getByRole('button', { name: /node-2/ }))
    .first()
    .click();
  const card = page.getByRole('region', { name: '왜?', exact: true });
  await expect(card).toContainText('node-2의 kubelet이 자기 머신을 Node로 등록했습니다.');
  await expect(card.getByRole('heading')).toHaveText([
    '왜 여기에 있나요?',
    '왜 이 상태인가요?',
    '다음에는 무슨 일이 일어나나요?',
  ]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('axe finds nothing in the answers', async ({ page }) => {
      await new Playground(page).visit();
      await crash(page);
      await expect(answers(page)).toContainText('What happens next?');
      expect(await axeFindings(page)).toEqual([]);
    });
  });
}
