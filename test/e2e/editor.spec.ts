import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { Playground, webYaml } from './playground.ts';
import { axeFindings } from './axe.ts';

/** The text as the page remembers it: what is drawn is only what fits on the screen. */
async function textOf(page: Page, file: string): Promise<string> {
  return await page.evaluate((name) => {
    const remembered = JSON.parse(localStorage.getItem('podground') ?? '{}') as {
      files?: { name: string; text: string }[];
    };
    return remembered.files?.find((each) => each.name === name)?.text ?? '';
  }, file);
}

const problems = (page: Page): Locator => page.getByRole('list', { name: 'Problems' });
const suggestions = (page: Page): Locator => page.getByRole('list', { name: 'Suggestions' });

const messages = (page: Page): Locator => page.getByRole('region', { name: 'Messages' }).getByRole('alert');

/** Presses one of the ways out that the list under the text offers. */
async function fix(page: Page, name: string | RegExp): Promise<void> {
  await page
    .getByRole('region', { name: 'YAML editor' })
    .getByRole('listitem')
    .getByRole('button', { name })
    .first()
    .click();
}

/** Puts the cursor where a text stands, as a click into it does. */
async function clickOn(page: Page, text: string): Promise<void> {
  await page.locator('.view-line', { hasText: text }).first().click();
}

test.describe('the text and the picture are one', () => {
  test('on a line, the picture shows what it governs, and the footer says so', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.editor();
    await clickOn(page, 'replicas: 3');
    const editor = page.getByRole('region', { name: 'YAML editor' });
    await expect(editor.getByText('3 pods now: so many does Deployment web keep running.')).toBeVisible();
    await expect(page.locator('.pod.is-highlighted')).toHaveCount(3);
    await clickOn(page, 'name: web');
    await expect(editor.getByText('Deployment web and its pods: 3.')).toBeVisible();
    await clickOn(page, 'apiVersion: apps/v1');
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.press('ArrowUp');
    await expect(editor.getByText('Open on all 3 nodes')).toBeVisible();
    await expect(page.locator('.pod.is-highlighted')).toHaveCount(0);
  });

  test('what is selected in the picture shows where it is written, also in another file', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.editor();
    await page.getByRole('button', { name: 'New file' }).click();
    await expect(page.getByRole('tab', { name: 'untitled.yaml' })).toHaveAttribute('aria-selected', 'true');
    await playground.select(/^Service web,/);
    await expect(page.getByRole('tab', { name: 'web.yaml' })).toHaveAttribute('aria-selected', 'true');
    await expect(page.locator('.view-line', { hasText: 'kind: Service' })).toBeVisible();
    await expect(page.locator('.origin-edge').first()).toBeVisible();
  });
});

test.describe('a quick fix', () => {
  test('names the field that was meant', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.write(webYaml().replace('replicas:', 'replicass:'));
    await expect(problems(page)).toContainText('web.yaml, line 6: unknown field "spec.replicass"');
    await fix(page, 'Did you mean replicas?');
    await expect(problems(page)).toHaveCount(0);
    expect(await textOf(page, 'web.yaml')).toBe(webYaml());
  });

  test('adds the label that the selector wants', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.write(webYaml().replace('        app: web\n    spec', '        tier: web\n    spec'));
    await expect(problems(page)).toContainText('`selector` does not match template `labels`');
    await fix(page, "Add the selector's labels to the template: app: web");
    await expect(problems(page)).toHaveCount(0);
    expect(await textOf(page, 'web.yaml')).toContain('        tier: web\n        app: web\n');
  });

  test('puts the indentation right', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.write(webYaml().replace('          image', '           image'));
    await expect(problems(page)).toContainText(/line 1\d/);
    await fix(page, /^Fix the indentation of line 1\d/);
    await expect(problems(page)).toHaveCount(0);
    expect(await textOf(page, 'web.yaml')).toBe(webYaml());
  });

  test('adds a Service for a Deployment, and a readiness probe', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.write(`${webYaml().split('---\n')[0]}`.replaceAll(' web\n', ' shop\n'));
    await page.getByRole('button', { name: /^\d suggestions?$/ }).click();
    await expect(suggestions(page)).toContainText('No Service leads to the pods of Deployment shop.');
    await fix(page, 'Add Service shop');
    await expect(suggestions(page)).not.toContainText('No Service leads');
    expect(await textOf(page, 'web.yaml')).toContain('kind: Service\nmetadata:\n  name: shop\n');
    await fix(page, 'Add a readiness probe to nginx');
    await expect(suggestions(page)).toHaveCount(0);
    expect(await textOf(page, 'web.yaml')).toContain('readinessProbe:');
    await playground.apply();
    await expect(page.getByRole('button', { name: /^Service shop,/ })).toBeVisible();
  });

  test('is offered at its line by the key for it, too', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.write(webYaml().replace('replicas:', 'replicass:'));
    await problems(page)
      .getByRole('button', { name: /^web\.yaml, line 6:/ })
      .click();
    await expect(page.getByRole('textbox', { name: 'Text of web.yaml' })).toBeFocused();
    await page.keyboard.press('ControlOrMeta+.');
    await expect(page.locator('.action-widget').first()).toContainText('Did you mean');
    await page.keyboard.press('Enter');
    await expect(problems(page)).toHaveCount(0);
  });
});

test.describe('before Apply', () => {
  test("what the API server would refuse stands at its line, in the API server's words", async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.write(webYaml().replace('containerPort: 80', 'containerPort: 80808'));
    await expect(problems(page)).toContainText(
      'web.yaml, line 19: spec.template.spec.containers[0].ports[0].containerPort: ' +
        'Invalid value: 80808: must be between 1 and 65535, inclusive',
    );
    await expect(page.locator('.squiggly-error').first()).toBeVisible();
    await expect(page.getByRole('tab', { name: /web\.yaml/ })).toContainText('');
    await expect(page.getByRole('img', { name: 'has problems' })).toBeVisible();
    await expect(playground.terminal()).not.toContainText('kubectl apply');
  });

  test('a problem leads to its place, in whichever file', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.write(webYaml().replace('replicas:', 'replicass:'));
    await page.getByRole('button', { name: 'New file' }).click();
    await problems(page)
      .getByRole('button', { name: /^web\.yaml, line 6:/ })
      .click();
    await expect(page.getByRole('tab', { name: /web\.yaml/ })).toHaveAttribute('aria-selected', 'true');
    await expect(page.getByRole('textbox', { name: 'Text of web.yaml' })).toBeFocused();
  });
});

test.describe('when the cluster leaves the text', () => {
  async function scaleTo5(page: Page, playground: Playground): Promise<Locator> {
    await playground.editor();
    const prompt = page.getByRole('combobox', { name: 'Command' }).or(page.getByRole('textbox', { name: 'Command' }));
    await prompt.fill('kubectl scale deployment web --replicas=5');
    await prompt.press('Enter');
    const drift = page.getByRole('group', { name: 'Text and cluster differ' });
    await expect(drift).toContainText('The cluster was changed, the text was not');
    await expect(drift).toContainText('replicas: text 3, cluster 5');
    return drift;
  }

  test('it is shown line by line, and the text can take what the cluster has', async ({ page }) => {
    const playground = await new Playground(page).visit();
    const drift = await scaleTo5(page, playground);
    await drift.getByRole('button', { name: 'Compare' }).click();
    await expect(page.locator('.line-delete, .line-insert').first()).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'What the cluster has' }).first()).toBeAttached();
    await drift.getByRole('button', { name: "Take the cluster's" }).click();
    await expect(drift).toHaveCount(0);
    expect(await textOf(page, 'web.yaml')).toBe(webYaml(5));
    await expect(playground.readyPods()).toHaveCount(5);
  });

  test('or the text is applied again', async ({ page }) => {
    const playground = await new Playground(page).visit();
    const drift = await scaleTo5(page, playground);
    await drift.getByRole('button', { name: 'Apply the text' }).click();
    await expect(drift).toHaveCount(0);
    await expect(playground.readyPods()).toHaveCount(3);
    expect(await textOf(page, 'web.yaml')).toBe(webYaml());
  });
});

test.describe('something to start from', () => {
  test('a word in an empty document becomes a whole manifest with places to fill in', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.write('');
    await page.keyboard.type('deploy');
    const list = page.locator('.suggest-widget');
    await expect(list).toContainText('Deployment');
    await expect(list).toContainText('apps/v1');
    await page.keyboard.press('Enter');
    await page.keyboard.type('shop');
    await page.keyboard.press('Tab');
    await page.keyboard.type('2');
    await page.keyboard.press('Escape');
    await expect.poll(() => textOf(page, 'web.yaml')).toContain('  name: shop\nspec:\n  replicas: 2\n');
    expect((await textOf(page, 'web.yaml')).match(/shop/g)).toHaveLength(4);
    await playground.apply();
    await expect(page.getByRole('button', { name: /^Deployment shop,/ })).toBeVisible();
  });

  test('a new document of a file is offered the same', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.editor();
    await page.getByRole('textbox', { name: 'Text of web.yaml' }).focus();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('---\ncm');
    await expect(page.locator('.suggest-widget')).toContainText('ConfigMap');
    await page.keyboard.press('Enter');
    await expect.poll(() => textOf(page, 'web.yaml')).toMatch(/---\napiVersion: v1\nkind: ConfigMap\n/);
  });

  test('an example becomes a file of its own, or the end of the open one', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.editor();
    await page.getByRole('button', { name: 'Insert an example' }).click();
    const sheet = page.getByRole('dialog', { name: 'Examples' });
    await sheet.getByRole('button', { name: 'New file with: One pod' }).click();
    await expect(page.getByRole('tab', { name: 'pod.yaml' })).toHaveAttribute('aria-selected', 'true');
    await page.getByRole('button', { name: 'Insert an example' }).click();
    await sheet.getByRole('button', { name: 'Append to pod.yaml: DaemonSet' }).click();
    expect(await textOf(page, 'pod.yaml')).toMatch(/kind: Pod[\s\S]*\n---\napiVersion: apps\/v1\nkind: DaemonSet/);
    await playground.apply();
    await expect(playground.terminal()).toContainText('daemonset.apps/node-agent created');
    // Three there were, one more, and one on each node.
    await expect(playground.readyPods()).toHaveCount(7);
  });
});

test.describe('files', () => {
  test('a closed file can be had back, with its place and its text', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.editor();
    await page.getByRole('button', { name: 'New file' }).click();
    const tabs = page.getByRole('tablist', { name: 'Files' }).getByRole('tab');
    await tabs.filter({ hasText: 'web.yaml' }).click();
    await page.getByRole('button', { name: 'More about files' }).click();
    await page.getByRole('menuitem', { name: 'Close file' }).click();
    await expect(tabs).toHaveText(['untitled.yaml']);
    await page
      .getByRole('status')
      .filter({ hasText: 'Closed web.yaml.' })
      .getByRole('button', { name: 'Undo' })
      .click();
    await expect(tabs).toHaveText(['web.yaml', 'untitled.yaml']);
    await expect(tabs.first()).toHaveAttribute('aria-selected', 'true');
    expect(await textOf(page, 'web.yaml')).toBe(webYaml());
  });

  test('are renamed, moved and applied together', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.editor();
    await page.getByRole('button', { name: 'New file' }).click();
    await page.getByRole('button', { name: 'More about files' }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('hello.yaml');
    await page.keyboard.press('Enter');
    const tabs = page.getByRole('tablist', { name: 'Files' }).getByRole('tab');
    await expect(tabs).toHaveText(['web.yaml', 'hello.yaml']);
    await page.getByRole('button', { name: 'More about files' }).click();
    await page.getByRole('menuitem', { name: 'Move file to the left' }).click();
    await expect(tabs).toHaveText(['hello.yaml', 'web.yaml']);
    await playground.apply();
    await expect(playground.terminal()).toContainText('kubectl apply -f hello.yaml -f web.yaml');
    await expect(playground.terminal()).toContainText('pod/hello created');
    await expect(playground.readyPods()).toHaveCount(4);
  });

  test('that are no text or far too large are refused, with a word about it', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.editor();
    await page.getByRole('button', { name: 'More about files' }).click();
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('menuitem', { name: 'Open files…' }).click();
    await (
      await choosing
    ).setFiles([
      { name: 'ok.yaml', mimeType: 'text/yaml', buffer: Buffer.from('apiVersion: v1\nkind: Namespace\n') },
      { name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from([0x89, 0, 1, 2]) },
      { name: 'huge.yaml', mimeType: 'text/yaml', buffer: Buffer.alloc(5_000_000, 'a') },
    ]);
    await expect(page.getByRole('tab', { name: /^ok\.yaml/ })).toBeVisible();
    await expect(messages(page)).toContainText('picture.png, huge.yaml');
    await expect(page.getByRole('tab', { name: /picture|huge/ })).toHaveCount(0);
  });

  test('too much pasted at once is taken back, and the page goes on', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.write(`# ${'x'.repeat(1_200_000)}`);
    await expect(messages(page)).toContainText('too much text for one file');
    await expect(page.locator('.view-lines')).toContainText('nodePort: 30080');
    await playground.write(webYaml(4));
    await playground.apply();
    await expect(playground.readyPods()).toHaveCount(4);
  });

  test('are formatted by a key: comments and values stay', async ({ page }) => {
    const playground = await new Playground(page).visit();
    await playground.write('apiVersion: v1\nkind:   ConfigMap # mine\nmetadata:\n    name: a\ndata: {b: "1",c: yes}\n');
    await page.keyboard.press('Shift+Alt+F');
    const even = 'apiVersion: v1\nkind: ConfigMap # mine\nmetadata:\n  name: a\ndata: {b: "1", c: yes}\n';
    await expect.poll(() => textOf(page, 'web.yaml')).toBe(even);
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(() => textOf(page, 'web.yaml')).toContain('kind:   ConfigMap');
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('axe finds nothing around the editor in any of its states', async ({ page }) => {
      const playground = await new Playground(page).visit();
      await playground.write(webYaml(5).replace('containerPort: 80', 'containerPort: 80808'));
      await expect(problems(page)).toBeVisible();
      expect(await axeFindings(page), 'with a problem').toEqual([]);

      await playground.write(webYaml(5));
      await expect(problems(page)).toHaveCount(0);
      await page.getByRole('button', { name: 'cluster differs' }).click();
      await expect(page.locator('.line-delete, .line-insert').first()).toBeVisible();
      expect(await axeFindings(page), 'with the comparison').toEqual([]);

      await page.getByRole('button', { name: 'Close comparison' }).click();
      await page.getByRole('button', { name: 'Insert an example' }).click();
      await expect(page.getByRole('dialog', { name: 'Examples' })).toBeVisible();
      expect(await axeFindings(page), 'with the examples').toEqual([]);
    });
  });
}
