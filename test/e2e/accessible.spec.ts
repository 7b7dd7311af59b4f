import { expect, test, type Page } from '@playwright/test';
import { Playground, webYaml } from './playground.ts';
import { axeFindings } from './axe.ts';

/** What axe finds in each state of the page that was looked at. */
class Findings {
  private readonly page: Page;
  readonly all: string[] = [];

  constructor(page: Page) {
    this.page = page;
  }

  async look(state: string): Promise<void> {
    for (const finding of await axeFindings(this.page)) this.all.push(`${state}: ${finding}`);
  }
}

async function command(page: Page, line: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Command' }).fill(line);
  await page.keyboard.press('Enter');
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme axe finds nothing`, () => {
    test.use({ colorScheme, reducedMotion: 'reduce' });
    test.setTimeout(120_000);

    test('in any panel, view and dialog', async ({ page }) => {
      const playground = await new Playground(page).visit();
      await playground.editor();
      const findings = new Findings(page);
      await playground.select(/^Pod web-/);
      for (const tab of ['YAML', 'Logs', 'Events']) {
        await playground.inspector().getByRole('tab', { name: tab }).click();
        await findings.look(`inspector ${tab}`);
      }
      for (const name of [/^Node node-1,/, /^Service web,/, /^Deployment web,/]) {
        await playground.select(name);
        await findings.look(`inspector of ${name.source}`);
      }
      for (const view of ['Ownership', 'Network']) {
        await page.getByRole('button', { name: view, exact: true }).click();
        await findings.look(view);
      }
      for (const tab of ['Requests', 'Events', 'Story']) {
        await page.getByRole('tablist').filter({ hasText: 'Story' }).getByRole('tab', { name: tab }).click();
        await findings.look(`dock ${tab}`);
      }
      await playground.pods().first().focus();
      for (const key of ['Shift+F10', 'ControlOrMeta+k', '?']) {
        await page.keyboard.press(key);
        await expect(page.getByRole('menu').or(page.getByRole('dialog'))).toBeVisible();
        await findings.look(key);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('menu').or(page.getByRole('dialog'))).toHaveCount(0);
      }
      expect(findings.all).toEqual([]);
    });

    test('whatever has happened to the cluster', async ({ page }) => {
      const playground = await new Playground(page).visit();
      await playground.editor();
      const findings = new Findings(page);
      await command(page, 'kubectl create deployment typo --image=ngnix:1.27');
      await command(page, 'kubectl create deployment crash --image=busybox --replicas=2');
      await command(page, 'kubectl cordon node-2');
      await command(page, 'kubectl scale deployment web --replicas=60');
      await command(page, 'kubectl get no-such-thing');
      await expect(playground.pods(/^Pod crash-.*CrashLoopBackOff/).first()).toBeVisible({ timeout: 15_000 });
      await playground.pause();
      await findings.look('failing pods');
      await playground.select(/^Pod crash-/);
      await findings.look('why a pod fails');
      await page.getByRole('slider', { name: 'Timeline' }).press('Home');
      await expect(page.getByRole('note').filter({ hasText: 'You are looking at the past.' })).toBeVisible();
      await findings.look('the past');
      await page.getByRole('button', { name: 'Live' }).first().click();
      await playground.write(webYaml().replace('replicas: 3', 'replica: 3'));
      await expect(page.getByText(/unknown field/).first()).toBeVisible();
      await findings.look('a problem in the text');
      expect(findings.all).toEqual([]);
    });

    test('in a small window, tab by tab', async ({ page }) => {
      await page.setViewportSize({ width: 640, height: 360 });
      const playground = await new Playground(page).visit();
      const findings = new Findings(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(640);
      await findings.look('picture');
      await playground.select(/^Pod web-/);
      await findings.look('inspector');
      for (const tab of ['YAML', 'Terminal']) {
        await page.getByRole('tab', { name: tab }).first().click();
        await findings.look(tab);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(640);
      }
      expect(findings.all).toEqual([]);
    });
  });
}

test('the picture is a tree to a screen reader: what is in what, by name and state', async ({ page }) => {
  await new Playground(page).visit();
  const picture = page.getByRole('group', { name: 'Picture of the cluster' });
  await expect(picture).toMatchAriaSnapshot(`
    - group "Picture of the cluster":
      - group "Deployment web, ready 3 of 3":
        - button "Deployment web, ready 3 of 3, complete"
        - img
        - button /ReplicaSet web-\\w+, ready 3 of 3/
      - button "Service web, NodePort, 3 of 3 endpoints ready"
      - button "Client outside the cluster, 1 way in"
      - group "Unscheduled, 0 pods"
      - group "Node node-1, Ready, 1 pod":
        - button "Node node-1, Ready"
        - button /Pod web-\\w+-\\w+, Running, ready 1 of 1/
  `);
});

test('what happens is announced, shortly and not all of it', async ({ page }) => {
  await new Playground(page).visit();
  const said = page.getByRole('status', { name: 'Announcements' });
  await page.evaluate(() => {
    const region = document.querySelector('[aria-label="Announcements"]');
    const heard: string[] = [];
    Object.assign(window, { heard });
    if (region !== null) {
      new MutationObserver(() => heard.push(region.textContent)).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    }
  });
  await page
    .getByRole('button', { name: /^Pod web-/ })
    .first()
    .focus();
  await page.keyboard.press('Delete');
  await expect(said).toHaveText(/^(?:web: \d of 3 ready|Pod web-\S+ is gone)/);
  await expect(page.getByRole('button', { name: /^Pod .*ready 1 of 1/ })).toHaveCount(3);
  const heard = await page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  expect(heard.length).toBeLessThan(5);
  for (const sentence of heard) expect(sentence.length).toBeLessThan(90);
});
