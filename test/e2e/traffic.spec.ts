import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { Playground, webYaml } from './playground.ts';
import { axeFindings } from './axe.ts';

/** The post with Order and Price, from its two files. */
const orderAndPrice = ['order-config', 'price-config'].map((name) => `test/examples/order-and-price/${name}.yaml`);

class Requests {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  bar(): Locator {
    return this.page.getByRole('form', { name: 'Send requests' });
  }

  list(): Locator {
    return this.page.getByRole('group', { name: 'Loads and recent requests' });
  }

  detail(): Locator {
    return this.page.getByRole('region', { name: 'The chosen request or load' });
  }

  dots(): Locator {
    return this.page.locator('.traffic-dots [data-exchange]');
  }

  async open(): Promise<this> {
    await this.page.getByRole('tab', { name: 'Requests' }).click();
    await expect(this.bar()).toBeVisible();
    return this;
  }

  async send(url: string, method = 'GET'): Promise<void> {
    await this.bar().getByRole('combobox', { name: 'Method' }).selectOption(method);
    await this.bar().getByRole('combobox', { name: 'How often' }).selectOption('once');
    await this.bar().getByRole('combobox', { name: 'URL' }).fill(url);
    await this.bar().getByRole('button', { name: 'Send', exact: true }).click();
  }

  /** Starts a load, and answers its numbers. */
  async load(pace: string, numbers: Readonly<Record<string, string>>): Promise<Locator> {
    await this.bar().getByRole('combobox', { name: 'How often' }).selectOption({ label: pace });
    for (const [name, value] of Object.entries(numbers)) await this.bar().getByLabel(name, { exact: true }).fill(value);
    await this.bar().getByRole('button', { name: 'Start load' }).click();
    return this.detail().getByRole('article');
  }
}

/** A number that a load shows under this name. */
async function number(load: Locator, name: string): Promise<number> {
  const text = await load
    .locator('.load-numbers > div', { has: load.page().getByText(name, { exact: true }) })
    .innerText();
  return Number.parseFloat(text.replace(name, '').trim());
}

async function typed(page: Page, line: string): Promise<void> {
  const prompt = page.getByRole('textbox', { name: 'Command' });
  await prompt.fill(line);
  await prompt.press('Enter');
}

/** Pods that take four seconds for an answer: long enough to do something meanwhile. */
async function applySlowServer(playground: Playground, replicas: number): Promise<void> {
  const yaml = webYaml(replicas).replace(
    '    metadata:\n      labels:',
    '    metadata:\n      annotations: { podground.dev/delay-ms: "4000" }\n      labels:',
  );
  await playground.write(yaml);
  await playground.apply();
  await expect(playground.terminal()).toContainText('deployment.apps/web configured');
  await playground.speed('10×');
  await typed(playground.page, 'kubectl rollout status deployment/web');
  await expect(playground.terminal()).toContainText('deployment "web" successfully rolled out');
  await expect(playground.pods()).toHaveCount(replicas);
  await playground.proxied();
  await playground.speed('1×');
}

async function showNetwork(page: Page): Promise<void> {
  await page.getByRole('group', { name: 'Views' }).getByRole('button', { name: 'Network' }).click();
}

test('the post with Order and Price works from its two files: both lines, and the failure line', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await playground.editor();
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'More about files' }).click();
  await page.getByRole('menuitem', { name: 'Open files…' }).click();
  await (await choosing).setFiles(orderAndPrice);
  await expect(page.getByRole('tab', { name: 'price-config.yaml' })).toBeVisible();
  await playground.apply();
  await expect(playground.readyPods()).toHaveCount(7, { timeout: 20_000 });
  await showNetwork(page);
  await expect(page.getByRole('button', { name: /^Service price-service,.*2 of 2 endpoints ready$/ })).toBeVisible();
  // Each kube-proxy has its rules a moment after the endpoints are written.
  await typed(page, 'sleep 1; http POST http://localhost:31000/create');
  await expect(playground.terminal()).toContainText('HTTP/1.1 200 OK');
  await expect(playground.terminal()).toContainText('"order server request received"');
  await expect(playground.terminal()).toContainText('"request for price server is successful"');
  await expect(page.locator('.call-line').first()).toBeAttached();

  await typed(page, 'kubectl delete service price-service');
  await expect(playground.terminal()).toContainText('service "price-service" deleted');
  // Nor has the DNS server heard of it at once.
  await typed(page, 'sleep 1; http POST http://localhost:31000/create');
  await expect(playground.terminal()).toContainText('"request for price server failed"');
});

test('a request travels as a dot; a click tells it hop by hop', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await applySlowServer(playground, 3);
  await showNetwork(page);
  const requests = await new Requests(page).open();
  // All of its way is noted from its first place on, and time stops with it: a request is over after some seconds,
  // however long this test takes for what follows.
  const way = page.evaluate(async () => {
    const places = new Set<string>();
    let legend = '';
    const end = performance.now() + 60_000;
    while ((places.size <= 3 || !legend.includes(' a hop ')) && performance.now() < end) {
      const dot = document.querySelector('.traffic-dots [data-exchange]');
      if (dot !== null) places.add(dot.getAttribute('style') ?? '');
      legend = document.querySelector('[aria-label="Legend"]')?.textContent ?? '';
      await new Promise(requestAnimationFrame);
    }
    document.querySelector<HTMLButtonElement>('button[aria-label="Pause"]')?.click();
    return { places: places.size, legend };
  });
  await requests.send('http://localhost:30080/');
  const { places, legend } = await way;
  expect(places).toBeGreaterThan(3);
  expect(legend).toContain('260 ms a hop at least');
  await expect(requests.dots()).toHaveCount(1);
  await requests.list().getByRole('button').first().focus();
  await page.keyboard.press('Escape');
  await requests.dots().first().locator('.dot-touch').click({ force: true });
  await expect(requests.dots().first()).toHaveClass(/is-chosen/);
  await playground.play();
  const hops = requests.detail().getByRole('list', { name: 'Hop by hop' });
  await expect(hops).toContainText('every node listens on a Service');
  await expect(hops).toContainText(/kube-proxy on node-\d chose pod web-\S+, in turn, among the 3 endpoints/);
  await expect(hops).toContainText('listens on port 80 and took the connection');
  await expect(hops).toContainText(/Answered with status 200 after \d+ ms/);
  await expect(requests.detail()).toContainText('Welcome to nginx!');
  await expect(requests.detail()).toContainText('Hostlocalhost:30080User-Agentcurl/8.14.1Accept*/*');
});

test('requests under way are reached with the keyboard: freeze time, and go through the list', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const requests = await new Requests(page).open();
  await playground.pause();
  for (const path of ['a', 'b']) await requests.send(`http://localhost:30080/${path}`);
  await expect(requests.dots()).toHaveCount(2);
  await requests.list().getByRole('button', { pressed: true }).focus();
  await expect(requests.detail()).toContainText('localhost:30080/b');
  await page.keyboard.press('ArrowDown');
  await expect(requests.detail()).toContainText('localhost:30080/a');
  await expect(page.locator('.dot.is-chosen')).toHaveCount(1);
  await page.keyboard.press('ArrowUp');
  await expect(requests.detail()).toContainText('localhost:30080/b');
});

test('round robin is visible, and above 20 a second dots become flows with rates', async ({ page }) => {
  await (await new Playground(page).visit()).proxied();
  await showNetwork(page);
  const requests = await new Requests(page).open();
  await requests.bar().getByRole('combobox', { name: 'URL' }).fill('http://localhost:30080/');
  const few = await requests.load('so many a second', { 'Requests a second': '6' });
  await expect(requests.dots()).not.toHaveCount(0);
  await expect(page.locator('.flow')).toHaveCount(0);
  await expect.poll(() => number(few, 'answered')).toBeGreaterThan(8);
  await few.getByRole('button', { name: 'Stop' }).click();
  await expect(few).toContainText('over');
  const rows = few.getByRole('table').filter({ hasText: 'By pod' }).getByRole('row');
  await expect(rows).toHaveCount(4);
  const counts = (await rows.allInnerTexts()).slice(1).map((text) => Number(/\t(\d+)\t/.exec(text)?.[1]));
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);

  await requests.load('so many a second', { 'Requests a second': '60' });
  await expect(page.locator('.flow').first()).toBeAttached();
  await expect(
    page
      .locator('.edge-numbers')
      .filter({ hasText: /\b(?:5\d|6\d)\/s/ })
      .first(),
  ).toBeAttached();
  await expect(page.getByRole('list', { name: 'Legend' }).first()).toContainText('many requests');
});

test('loads rise and come in bursts, and tell of their latency', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const requests = await new Requests(page).open();
  await playground.speed('10×');
  await playground.proxied();
  await requests.bar().getByRole('combobox', { name: 'URL' }).fill('http://localhost:30080/');
  const ramp = await requests.load('more and more', {
    'Requests a second at the begin': '0',
    'Requests a second': '40',
    'Seconds; empty: until it is stopped': '20',
  });
  await expect(ramp).toContainText('over', { timeout: 15_000 });
  expect(await number(ramp, 'sent')).toBeGreaterThan(370);
  expect(await number(ramp, 'sent')).toBeLessThan(430);
  expect(await number(ramp, 'failed')).toBe(0);
  expect(await number(ramp, '99 %')).toBeGreaterThan(1);
  const burst = await requests.load('in bursts', {
    'Requests a second': '20',
    'Seconds that a burst lasts': '1',
    'Seconds from one burst to the next': '5',
    'Seconds; empty: until it is stopped': '20',
  });
  await expect(burst).toContainText('over', { timeout: 15_000 });
  expect(await number(burst, 'sent')).toBe(80);
  await expect(burst.getByRole('img', { name: 'Answered and failed' })).toBeVisible();
});

test('what is broken fails requests in its own way, until it is mended', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const requests = await new Requests(page).open();
  const menu = async (target: RegExp, item: string | RegExp): Promise<void> => {
    await page.getByRole('button', { name: target }).first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: item }).click();
  };
  const answer = async (value: string): Promise<void> => {
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(value);
    await dialog.getByRole('button', { name: 'Break it' }).click();
  };
  await playground.speed('10×');
  await playground.proxied();
  await showNetwork(page);
  const [pod = ''] = await playground.podNames();
  const tile = new RegExp(`^Pod ${pod},`);

  await menu(tile, 'Fail its readiness');
  await expect(page.getByRole('button', { name: new RegExp(`^Pod ${pod},.* 0 of 1`) })).toBeVisible();
  await menu(tile, /readiness/);
  await expect(page.getByRole('button', { name: new RegExp(`^Pod ${pod},.* 1 of 1`) })).toBeVisible();

  await menu(tile, 'Slow it down…');
  await answer('1500');
  await expect(page.getByText('slow, +1500 ms')).toBeVisible();
  await menu(tile, /^Answer as before/);
  await expect(page.getByText('slow, +1500 ms')).toBeHidden();

  await menu(tile, 'Delay its packets…');
  await answer('300');
  await expect(page.getByText('+300 ms')).toBeVisible();
  await menu(tile, 'Stop the delay of 300 ms');
  await menu(tile, 'Lose its packets…');
  await answer('100');
  await expect(page.getByText('100 % lost')).toBeVisible();
  for (let count = 0; count < 3; count++) await requests.send('http://localhost:30080/');
  await expect(requests.list()).toContainText('timed out', { timeout: 20_000 });
  await menu(tile, 'Stop losing 100 % of its packets');

  await page.getByRole('group', { name: 'Views' }).getByRole('button', { name: 'Cluster' }).click();
  await menu(/^Node node-1,/, 'Cut its network');
  await expect(page.getByText('no network')).toBeVisible();
  await menu(/^Node node-1,/, 'Join its network again');
  await expect(page.getByText('no network')).toBeHidden();
  await menu(/^Node node-1,/, 'Part it from another node…');
  await page.getByRole('menuitem', { name: 'from node-2' }).click();
  await expect(page.getByText('do not hear each other')).toBeVisible();
  await menu(/^Node node-2,/, 'Let it hear node-1 again');
  await expect(page.getByText('do not hear each other')).toBeHidden();
});

test('a pod that is killed while requests fly loses them, and the picture shows where', async ({ page }) => {
  const playground = await new Playground(page).visit();
  await applySlowServer(playground, 1);
  const requests = await new Requests(page).open();
  // The answer is a matter of seconds, and a person needs some for what follows.
  await playground.speed('0.1×');
  await requests.send('http://localhost:30080/');
  await expect(requests.detail()).toContainText('took the connection');
  await playground.pause();
  // Its mark is there for a second, in which this test may see nothing.
  const isDead = page.waitForFunction(() => document.querySelectorAll('.dot.is-dead').length === 1);
  // By keys: the dot may stand where a click would be.
  await playground.pods().first().focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: /^Kill container/ }).click();
  await playground.play();
  await expect(requests.detail()).toContainText('curl: (56) Recv failure: Connection reset by peer');
  await isDead;
});

test('two strategies are compared side by side, and the better one is put into the editor', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const editor = await playground.editor();
  await playground.select(/^Deployment web,/);
  const clock = playground.clock();
  await playground.pause();
  const stopped = await clock.textContent();
  await playground.inspector().getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Compare strategies…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Compare strategies' });
  await dialog.getByRole('button', { name: 'careless and careful' }).click();
  await dialog.getByRole('region', { name: 'Side A' }).getByRole('combobox').selectOption('Recreate');
  await dialog.getByRole('button', { name: 'Run both' }).click();
  await expect(dialog.getByRole('status')).toContainText(/A lost \d+, B lost 0\. Recreate stops every old pod/, {
    timeout: 30_000,
  });
  const [a, b] = [dialog.getByRole('region', { name: 'Side A' }), dialog.getByRole('region', { name: 'Side B' })];
  await expect(a.getByRole('img', { name: /at least 0 of \d pods were ready, \d+ requests failed/ })).toBeVisible();
  await expect(b.getByRole('img', { name: /at least 3 of \d pods were ready, 0 requests failed/ })).toBeVisible();
  await expect(a).toContainText('while no pod was ready');
  await expect(b).toContainText('Every request was answered.');
  // The real cluster was not touched.
  await expect(clock).toHaveText(stopped ?? '');
  await b.getByRole('button', { name: 'Put B into my editor' }).click();
  await expect(dialog).toBeHidden();
  await editor.focus();
  await page.keyboard.press('ControlOrMeta+End');
  await expect(page.locator('.view-lines').first()).toContainText('maxUnavailable: 0');
});

test('a comparison can be stopped', async ({ page }) => {
  await new Playground(page).visit();
  await new Requests(page).open();
  await page.getByRole('button', { name: 'Compare strategies…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Compare strategies' });
  await dialog.getByRole('spinbutton', { name: 'Requests a second' }).fill('200');
  await dialog.getByRole('spinbutton', { name: 'Seconds' }).fill('300');
  await dialog.getByRole('button', { name: 'Run both' }).click();
  await expect(dialog.getByRole('progressbar')).toBeVisible();
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await expect(dialog.getByRole('progressbar')).toBeHidden();
  await expect(dialog.getByRole('button', { name: 'Run both' })).toBeEnabled();
});

test('annotations that say what images do are completed, explained and checked', async ({ page }) => {
  const playground = await new Playground(page).visit();
  const editor = await playground.editor();
  const yaml = webYaml().replace(
    '    metadata:\n      labels:',
    '    metadata:\n      annotations:\n        podground.dev/delay-ms: "soon"\n        \n      labels:',
  );
  await playground.write(yaml);
  await expect(page.getByText('podground.dev/delay-ms takes a whole number from 0 to 600000')).toBeVisible();
  await editor.focus();
  await page.keyboard.press('ControlOrMeta+Home');
  for (let line = 1; line < 14; line++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.type('podground.dev/st', { delay: 40 });
  const offered = page.locator('.suggest-widget .monaco-list-row');
  await expect(offered.filter({ hasText: 'podground.dev/status' })).toBeVisible();
  await expect(offered.filter({ hasText: 'podground.dev/delay-ms' })).toHaveCount(0);
  await offered.filter({ hasText: 'podground.dev/status' }).click();
  await expect(page.locator('.view-lines').first()).toContainText('podground.dev/status: "500"');
  await page.keyboard.press('Escape');
  await page.locator('.view-line', { hasText: 'podground.dev/status' }).hover({ position: { x: 150, y: 8 } });
  await expect(page.locator('.monaco-hover').first()).toContainText('The HTTP status of every answer.');

  await page.getByRole('button', { name: 'Keyboard shortcuts' }).first().click();
  await page.getByRole('button', { name: 'Annotations for what images do…' }).click();
  await expect(page.getByRole('dialog', { name: 'What images are told to do' })).toContainText(
    'podground.dev/memory-leak-mib-per-request: "1"',
  );
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test('axe finds nothing around requests', async ({ page }) => {
      await (await new Playground(page).visit()).proxied();
      await showNetwork(page);
      const requests = await new Requests(page).open();
      await requests.send('http://localhost:30080/');
      await expect(requests.detail()).toContainText('Answered with status 200');
      expect(await axeFindings(page, '.requests')).toEqual([]);
      const load = await requests.load('so many a second', { 'Requests a second': '30' });
      await expect.poll(() => number(load, 'answered')).toBeGreaterThan(5);
      expect(await axeFindings(page, '.requests')).toEqual([]);
      expect(await axeFindings(page, '.legend-place')).toEqual([]);
      await page.getByRole('button', { name: 'Compare strategies…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Compare strategies' });
      await dialog.getByRole('button', { name: 'Run both' }).click();
      await expect(dialog.getByRole('status')).toContainText('A lost', { timeout: 30_000 });
      expect(await axeFindings(page, '.sheet')).toEqual([]);
    });
  });
}
