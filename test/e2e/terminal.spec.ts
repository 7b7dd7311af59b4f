import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { Playground } from './playground.ts';
import { axeFindings } from './axe.ts';

/** The terminal as somebody finds it who has just opened the page. */
class Prompt {
  readonly playground: Playground;
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.playground = new Playground(page);
  }

  async open(): Promise<this> {
    await this.playground.visit();
    await expect(this.field()).toBeVisible();
    return this;
  }

  /** The line that is typed; what a program inside a container reads is typed there too. */
  field(): Locator {
    return this.page.getByRole('textbox', { name: 'Command' });
  }

  output(): Locator {
    return this.playground.terminal();
  }

  async run(line: string): Promise<void> {
    await this.field().fill(line);
    await this.field().press('Enter');
  }

  /** Types as fingers do, for the keys in between: the field keeps what was in it. */
  async type(text: string): Promise<void> {
    await this.field().pressSequentially(text);
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.field().press(key);
  }

  /** What a line makes of itself when Tab is pressed. */
  async completed(line: string): Promise<string> {
    await this.field().fill(line);
    await this.press('Tab');
    return this.field().inputValue();
  }

  /** What was printed, as a person reads and copies it: with its ends of lines. */
  async expectPrinted(text: string | RegExp, timeout?: number): Promise<void> {
    await expect(this.output()).toContainText(text, { useInnerText: true, ...(timeout !== undefined && { timeout }) });
  }

  /** A new line answers: nothing else has the terminal any more. */
  async expectFree(): Promise<void> {
    const word = `free-${this.answered++}`;
    await this.run(`echo ${word}`);
    await this.expectPrinted(new RegExp(`\\$ echo ${word}\\n${word}`));
  }

  private answered = 1;
}

test('Tab completes commands, resources, names, flags, files and namespaces', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  // The first Tab fetches what knows kubectl's words.
  await expect(async () => expect(await prompt.completed('kubec')).toBe('kubectl ')).toPass();
  expect(await prompt.completed('kubectl rol')).toBe('kubectl rollout ');
  expect(await prompt.completed('kubectl rollout st')).toBe('kubectl rollout status ');
  expect(await prompt.completed('kubectl get deploym')).toBe('kubectl get deployments ');
  expect(await prompt.completed('kubectl get deployments w')).toBe('kubectl get deployments web ');
  expect(await prompt.completed('kubectl scale deploy/')).toBe('kubectl scale deploy/web ');
  expect(await prompt.completed('kubectl get pods --show-l')).toBe('kubectl get pods --show-labels ');
  expect(await prompt.completed('kubectl apply -f w')).toBe('kubectl apply -f web.yaml ');
  expect(await prompt.completed('kubectl get pods -n kube-s')).toBe('kubectl get pods -n kube-system ');
  expect(await prompt.completed('cat web.yaml | gre')).toBe('cat web.yaml | grep ');

  const line = await prompt.completed('kubectl delete pod w');
  expect(line).toMatch(/^kubectl delete pod web-[a-z0-9]+-$/);
  await prompt.press('Tab');
  const offered = page.getByRole('listbox', { name: 'Completions' });
  await expect(offered.getByRole('option')).toHaveCount(3);
  await prompt.press('Tab', 'Tab');
  const chosen = offered.getByRole('option', { selected: true });
  await expect(chosen).toHaveCount(1);
  const second = (await chosen.textContent()) ?? '';
  expect(await prompt.field().inputValue()).toBe(`kubectl delete pod ${second}`);
  await prompt.press('Enter');
  await expect(offered).toBeHidden();
  expect(await prompt.field().inputValue()).toBe(`kubectl delete pod ${second} `);
  await prompt.press('Enter');
  await expect(prompt.output()).toContainText(`pod "${second}" deleted`);
});

test('history goes up and down, is searched with Ctrl-R, and Ctrl-L clears the screen', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  for (const word of ['first', 'second', 'third']) {
    await prompt.run(`echo ${word}`);
    await prompt.expectPrinted(new RegExp(`\\n${word}\\s*$`));
  }
  await prompt.type('unfinished');
  await prompt.press('ArrowUp', 'ArrowUp');
  await expect(prompt.field()).toHaveValue('echo second');
  await prompt.press('ArrowDown');
  await expect(prompt.field()).toHaveValue('echo third');
  await prompt.press('ArrowDown');
  await expect(prompt.field()).toHaveValue('unfinished');
  await prompt.press('Control+a');
  await prompt.type('is ');
  await prompt.press('Control+e', 'Control+w');
  await prompt.type('it');
  await expect(prompt.field()).toHaveValue('is it');
  await prompt.press('Control+u');
  await expect(prompt.field()).toHaveValue('');

  await prompt.press('Control+r');
  const search = page.getByRole('textbox', { name: 'Search the lines you typed' });
  await search.fill('echo');
  await expect(page.getByText('echo third', { exact: true }).last()).toBeVisible();
  await search.fill('fir');
  await search.press('Enter');
  await prompt.expectPrinted(/\$ echo first\nfirst\n[^]*\$ echo first\nfirst\s*$/);

  await prompt.press('Control+l');
  await expect(prompt.output()).toHaveText('');
  await prompt.run('history | tail -3');
  await prompt.expectPrinted(/3 {2}echo third\n +4 {2}echo first\n +5 {2}history \| tail -3/);
});

test('watch shows the newest pods, and Ctrl-C ends it', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  // It does not hear SIGTERM: it is there for its grace period of 30 s, in which a slow machine sees it, too.
  const name = 'deaf';
  await prompt.run(`kubectl run ${name} --image=busybox:1.37 -- sleep 1000`);
  await expect(prompt.playground.readyPods()).toHaveCount(4);
  await prompt.press('Control+l');
  await prompt.run('watch -n1 kubectl get pods');
  await expect(prompt.output()).toContainText('Every 1.0s: kubectl get pods');
  await expect(prompt.output()).toContainText(name);
  await prompt.playground.select(new RegExp(`^Pod ${name},`));
  await prompt.playground.act('Delete');
  await expect(prompt.playground.pods(/Terminating/)).toHaveCount(1);
  await prompt.expectPrinted(new RegExp(`Every 1\\.0s[^$]*${name} .*Terminating`));
  await prompt.playground.speed('10×');
  await expect(prompt.playground.pods(/Terminating/)).toHaveCount(0, { timeout: 40_000 });
  // The button's own command names the pod too, after the watch.
  await expect.poll(async () => (await prompt.output().innerText()).split('$ kubectl delete')[0]).not.toContain(name);
  await expect(prompt.output().getByText('Every 1.0s')).toHaveCount(1);
  await prompt.press('Control+c');
  await prompt.expectPrinted(/\n\^C\n/);
  await prompt.expectFree();
});

for (const loop of [
  'while true; do echo again; done',
  'while :; do :; done',
  'yes',
  'f() { f; f; }; f',
  'while true; do kubectl get pods; done',
]) {
  test(`the page answers while "${loop}" runs, and Ctrl-C ends it`, async ({ page }) => {
    const prompt = await new Prompt(page).open();
    /** Does this and that, and answers how long it took, ms. */
    const use = async (): Promise<number> => {
      const started = Date.now();
      await prompt.playground.select(/^Pod web-/);
      await page.getByRole('tab', { name: 'Story' }).click();
      await expect(page.getByRole('tab', { name: 'Story' })).toHaveAttribute('aria-selected', 'true');
      await page.getByRole('tab', { name: 'Terminal' }).click();
      return Date.now() - started;
    };
    const usual = await use();
    await prompt.run(loop);
    expect(await use()).toBeLessThan(8000 + 5 * usual);
    await prompt.press('Control+c');
    await prompt.expectFree();
  });
}

test('a watch tells of each change until Ctrl-C', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  await prompt.run('kubectl get deployment web -w');
  await expect(prompt.output()).toContainText(/web +3\/3/);
  await prompt.output().getByRole('link', { name: 'web' }).first().click();
  await prompt.playground.act('Scale');
  const dialog = page.getByRole('dialog', { name: 'Scale web' });
  await dialog.getByRole('textbox', { name: 'Replicas' }).fill('4');
  await dialog.getByRole('button', { name: 'Scale' }).click();
  await prompt.expectPrinted(/web +3\/3[^]*web +3\/4[^]*web +4\/4/);
  await prompt.press('Control+c');
  await prompt.expectFree();
});

test('logs are followed during a rollout, until their pod ends', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  await prompt.run('kubectl get deployments');
  await prompt.run('kubectl logs -f deployment/web');
  await prompt.expectPrinted(
    /\$ kubectl logs -f deployment\/web\nFound 3 pods, using pod\/web-\S+\n[^]*start worker process 32\s*$/,
  );
  const [, name = ''] = /using pod\/(web-\S+)/.exec(await prompt.output().innerText()) ?? [];
  await prompt.output().getByRole('link', { name: 'web', exact: true }).click();
  await prompt.playground.act('Change image of nginx');
  const dialog = page.getByRole('dialog', { name: 'Image of nginx in web' });
  await dialog.getByRole('textbox', { name: 'Image' }).fill('nginx:1.28');
  await dialog.getByRole('button', { name: 'Change' }).click();
  await prompt.playground.speed('10×');
  await expect(prompt.playground.pods(new RegExp(`^Pod ${name},`))).toHaveCount(0, { timeout: 60_000 });
  await prompt.expectFree();
  await prompt.run('kubectl rollout status deployment/web');
  await prompt.expectPrinted(/deployment "web" successfully rolled out\s*$/, 30_000);
});

test('several pasted lines are shown before they run, one after another', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(() =>
    navigator.clipboard.writeText('kubectl create namespace shop\nfor n in 1 2; do\n  echo "number $n"\ndone\n'),
  );
  await prompt.field().focus();
  await prompt.press('ControlOrMeta+v');
  await expect(page.getByText('4 lines. Enter runs them one after another.')).toBeVisible();
  await expect(prompt.output()).toHaveText('');
  await prompt.press('Enter');
  await prompt.expectPrinted(/namespace\/shop created\nnumber 1\nnumber 2\s*$/);
});

test('a name in the output selects its object in the picture', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  await prompt.run('kubectl get pods,deployments');
  const [name = ''] = await prompt.playground.podNames();
  await prompt
    .output()
    .getByRole('link', { name: `pod/${name}` })
    .click();
  await expect(prompt.playground.inspector()).toContainText(name);
  await prompt.output().getByRole('link', { name: 'deployment.apps/web' }).click();
  await expect(prompt.playground.inspector()).not.toContainText(name);
  await expect(prompt.playground.inspector().getByRole('heading', { name: /web/ })).toBeVisible();
});

test('what was printed is found, across links and whatever letters are capital', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  await prompt.run('kubectl get pods; echo the end');
  await prompt.expectPrinted(/the end\s*$/);
  await prompt.press('Control+Shift+f');
  const field = page.getByRole('textbox', { name: 'Find in the output' });
  await expect(field).toBeFocused();
  await field.fill('1/1     RUNNING');
  const status = page.getByRole('search').filter({ has: field }).getByRole('status');
  await expect(status).toHaveText('3 of 3');
  await field.press('Enter');
  await expect(status).toHaveText('2 of 3');
  await field.press('Shift+Enter');
  await page.getByRole('button', { name: 'The next one' }).click();
  await expect(status).toHaveText('1 of 3');
  const [name = ''] = await prompt.playground.podNames();
  await field.fill(`${name}   1/1`);
  await expect(status).toHaveText('1 of 1');
  const found = (): Promise<readonly string[]> =>
    page.evaluate(() => [...(CSS.highlights.get('terminal-found-here') ?? [])].map(String));
  await expect.poll(found).toEqual([`${name}   1/1`]);
  await field.fill('nowhere');
  await expect(status).toHaveText('0 of 0');
  await field.press('Escape');
  await expect(field).toBeHidden();
  await expect(prompt.field()).toBeFocused();
  await expect.poll(() => page.evaluate(() => CSS.highlights.size)).toBe(0);
});

test('a place in the middle of long output comes into sight when it is found', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  await prompt.run('seq 20000');
  await prompt.expectPrinted(/\n20000\s*$/);
  await prompt.press('Control+Shift+f');
  await page.getByRole('textbox', { name: 'Find in the output' }).fill('12345');
  const isInSight = (): Promise<boolean> =>
    page.evaluate(() => {
      const [range] = CSS.highlights.get('terminal-found-here') ?? [];
      const view = document.querySelector('.terminal')?.getBoundingClientRect();
      const place = range instanceof Range ? range.getBoundingClientRect() : undefined;
      return view !== undefined && place !== undefined && place.top >= view.top && place.bottom <= view.bottom;
    });
  await expect.poll(isInSight).toBe(true);
  expect(await page.evaluate(() => document.scrollingElement?.scrollTop)).toBe(0);
});

test('Tab offers whole words below the line, which stays in sight', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  await expect(async () => expect(await prompt.completed('kubec')).toBe('kubectl ')).toPass();
  await prompt.completed('kubectl get ');
  await prompt.press('Tab');
  const offered = page.getByRole('listbox', { name: 'Completions' });
  await expect(offered.getByRole('option', { name: 'mutatingwebhookconfigurations' })).toHaveCSS(
    'height',
    /^(?:1\d|2\d)(?:\.\d+)?px$/,
  );
  await expect(prompt.field()).toBeInViewport({ ratio: 1 });
});

test('a file that rm took away can be had back', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  await prompt.run('rm web.yaml');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await prompt.run('ls');
  await prompt.expectPrinted(/\$ ls\nweb\.yaml\s*$/);
});

test('what was printed is copied', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await prompt.run('echo one; echo two');
  await page.getByRole('button', { name: 'Copy this output' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('one\ntwo\n');
});

test('a NodePort is reached from outside of the cluster', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  // Each kube-proxy has its rules a moment after the endpoints are written.
  await prompt.run('sleep 1; curl -s http://localhost:30080 | grep title');
  await expect(prompt.output()).toContainText('<title>Welcome to nginx!</title>');
  await prompt.run('curl http://localhost:31234');
  await expect(prompt.output()).toContainText(
    /curl: \(7\) Failed to connect to localhost port 31234 after \d+ ms: Could not connect to server/,
  );
});

test('a shell inside a container has its own prompt until exit', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  const [name = ''] = await prompt.playground.podNames();
  await prompt.run(`kubectl exec -it ${name} -- bash`);
  await expect(page.getByText(`root@${name}:/#`)).toBeVisible();
  await prompt.run('hostname');
  await expect(prompt.output()).toContainText(`root@${name}:/# hostname`);
  await prompt.run('nosuchprogram');
  await expect(prompt.output()).toContainText('bash: nosuchprogram: command not found');
  await prompt.run('exit');
  await prompt.expectPrinted(/:\/# exit\nexit\ncommand terminated with exit code 127/);
  await prompt.expectFree();
});

test('a pod for a debugging session is there until exit', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  await prompt.run('kubectl run -it --rm probe --image=busybox --restart=Never -- sh');
  await expect(prompt.output()).toContainText("If you don't see a command prompt, try pressing enter.");
  await expect(prompt.playground.pods(/^Pod probe,/)).toHaveCount(1);
  await prompt.run('wget -qO- http://web | grep -c nginx');
  await prompt.run('exit');
  await expect(prompt.output()).toContainText('pod "probe" deleted', { timeout: 40_000 });
  await expect(prompt.playground.pods(/^Pod probe,/)).toHaveCount(0);
  await prompt.expectFree();
});

for (const { language, button, explained, command, printed } of [
  {
    language: 'English',
    button: undefined,
    explained: 'What this command does',
    command: 'Lists objects, one line each.',
    printed: 'What this means',
  },
  {
    language: 'Korean',
    button: '한국어',
    explained: '이 명령이 하는 일',
    command: '오브젝트를 한 줄에 하나씩 보여 줍니다.',
    printed: '이 줄의 뜻',
  },
]) {
  test(`plain words about a command and an error are one click away in ${language}`, async ({ page }) => {
    const prompt = await new Prompt(page).open();
    if (button !== undefined) await page.getByRole('button', { name: button }).click();
    const field = page.getByRole('textbox', { name: button === undefined ? 'Command' : '명령' });
    await field.fill('kubectl get pods nothing');
    await field.press('Enter');
    await expect(page.getByRole('log')).toContainText('Error from server (NotFound): pods "nothing" not found');
    await page.getByRole('button', { name: explained }).click();
    await expect(page.getByRole('note').first()).toHaveText(command);
    await page.getByRole('button', { name: printed }).click();
    await expect(page.getByRole('note')).toHaveCount(2);
    await expect(prompt.page.getByRole('note').last()).not.toBeEmpty();
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('axe finds nothing in a terminal that is in use', async ({ page }) => {
      const prompt = await new Prompt(page).open();
      await prompt.run('kubectl get pods');
      await expect(prompt.output().getByRole('link')).toHaveCount(3);
      await prompt.run('kubectl get nothing');
      await page.getByRole('button', { name: 'What this command does' }).first().click();
      await page.getByRole('button', { name: 'What this means' }).first().click();
      await prompt.completed('kubectl get p');
      await prompt.press('Tab', 'Tab');
      await expect(page.getByRole('listbox', { name: 'Completions' })).toBeVisible();
      await page.getByRole('button', { name: 'Find in the output' }).click();
      expect(await axeFindings(page, '.dock')).toEqual([]);
    });
  });
}

test('kubectl edit opens the object in the editor, and changes the cluster when it is saved', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  await prompt.run('kubectl edit deployment web');
  const tab = page.getByRole('tab', { name: 'kubectl-edit-web.yaml' });
  await expect(tab).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('group', { name: 'Edited object' })).toContainText('kubectl edit waits in the terminal');
  await expect(page.locator('.monaco-editor').first()).toBeVisible({ timeout: 20_000 });
  const editor = page.getByRole('textbox', { name: 'Text of kubectl-edit-web.yaml' });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await editor.focus();
  for (const key of ['a', 'c']) await page.keyboard.press(`ControlOrMeta+${key}`);
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toContain('# Please edit the object below.');
  await page.evaluate((changed) => navigator.clipboard.writeText(changed), text.replace('replicas: 3', 'replicas: 2'));
  for (const key of ['a', 'v']) await page.keyboard.press(`ControlOrMeta+${key}`);
  await page.getByRole('button', { name: /^Save the object/ }).click();
  await prompt.expectPrinted('deployment.apps/web edited');
  await expect(tab).toHaveCount(0);
  await prompt.run('kubectl get deployment web -o jsonpath={.spec.replicas}');
  await prompt.expectPrinted(/\n2/);
});

test('kubectl edit that is called off changes nothing', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  await prompt.run('kubectl edit deployment web');
  await page.getByRole('button', { name: 'Change nothing' }).click();
  await prompt.expectPrinted('Edit cancelled, no changes made.');
  await expect(page.getByRole('tab', { name: 'kubectl-edit-web.yaml' })).toHaveCount(0);
  await prompt.expectFree();
});

test('Ctrl-Z stops what runs, and bg, fg, jobs and kill know it', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  await prompt.run('kubectl get pods -w');
  await prompt.expectPrinted(/NAME +READY/);
  await prompt.press('Control+z');
  await prompt.expectPrinted(/\^Z\n\[1\]\+ {2}Stopped +kubectl get pods -w/);
  await prompt.run('bg');
  await prompt.expectPrinted('[1]+ kubectl get pods -w &');
  await prompt.run('kubectl delete pod -l app=web --wait=false');
  await prompt.expectPrinted(/Terminating/);
  await prompt.run('jobs');
  await prompt.expectPrinted(/\[1\]\+ {2}Running +kubectl get pods -w &/);
  await prompt.run('fg %1');
  await prompt.press('Control+c');
  await prompt.run('kubectl port-forward deploy/web 8080:80 &');
  await prompt.expectPrinted(/\[1\] 42\d\d/);
  await prompt.run('kill %1; wait; jobs');
  await prompt.expectFree();
});

test('redis-cli on a terminal has a prompt of its own, and keeps what it is told', async ({ page }) => {
  const prompt = await new Prompt(page).open();
  await prompt.run(
    'kubectl run store --image=redis; kubectl wait --for=condition=Ready pod/store; sleep 1; echo ready',
  );
  await prompt.expectPrinted('met\nready', 30_000);
  await prompt.run('kubectl exec -it store -- redis-cli');
  await expect(page.getByText('127.0.0.1:6379>')).toBeVisible({ timeout: 20_000 });
  await prompt.run('set greeting "hello world"');
  await prompt.expectPrinted('OK');
  await prompt.run('get greeting');
  await prompt.expectPrinted('> get greeting\n"hello world"');
  await prompt.run('exit');
  await prompt.run('kubectl exec store -- redis-cli get greeting');
  await prompt.expectPrinted(/get greeting\nhello world/);
});
