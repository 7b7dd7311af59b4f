import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

/** The page as a person finds and uses it: by role and name. */
export class Playground {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the page as someone does who was never here. */
  async visit(): Promise<this> {
    await this.page.goto('/');
    await expect(this.pods()).toHaveCount(3);
    // The page does not wait for all of it to run.
    await expect(this.readyPods()).toHaveCount(3);
    await expect(this.page.getByRole('button', { name: /^Service web, .*3 of 3 endpoints ready$/ })).toBeVisible();
    return this;
  }

  /** Stops the page's clock: what would pass by stays until `play`, however slow the machine is. */
  async pause(): Promise<void> {
    await this.page.getByRole('button', { name: 'Pause', exact: true }).click();
    await expect(this.page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  }

  async play(): Promise<void> {
    await this.page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect(this.page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  }

  clock(): Locator {
    return this.page.getByRole('timer', { name: 'Virtual clock', includeHidden: true });
  }

  /** Seconds of virtual time since the beginning; for the first hour. */
  async seconds(): Promise<number> {
    const [minutes = 0, seconds = 0] = ((await this.clock().textContent()) ?? '').split(':').map(Number);
    return 60 * minutes + seconds;
  }

  /** Waits until each kube-proxy has the rules for the endpoints that are written: it makes them a moment later. */
  async proxied(): Promise<void> {
    const from = await this.seconds();
    await expect.poll(() => this.seconds()).toBeGreaterThan(from + 1);
  }

  /** Pods in the picture, all or those whose name says this. */
  pods(name: RegExp = /^Pod /): Locator {
    return this.page.getByRole('button', { name });
  }

  readyPods(): Locator {
    return this.pods(/^Pod .*, Running, ready (\d+) of \1/);
  }

  async podNames(): Promise<string[]> {
    const labels = await this.pods().evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('aria-label') ?? ''));
    return labels.map((label) => /^Pod (\S+),/.exec(label)?.[1] ?? label);
  }

  node(name: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^Node ${name},`) });
  }

  async select(name: RegExp): Promise<void> {
    await this.page.getByRole('button', { name }).first().click();
    await expect(this.inspector()).toBeVisible();
  }

  inspector(): Locator {
    return this.page.getByRole('region', { name: 'Inspector', exact: true });
  }

  /** Presses a button of the inspector. */
  async act(name: string | RegExp): Promise<void> {
    await this.inspector().getByRole('button', { name }).click();
  }

  async speed(factor: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: factor });
  }

  /** The text editor once Monaco is there. */
  async editor(): Promise<Locator> {
    const editor = this.page.getByRole('textbox', { name: 'Text of web.yaml' });
    await expect(this.page.locator('.monaco-editor').first()).toBeVisible({ timeout: 20_000 });
    return editor;
  }

  /** Replaces the editor's text as a person does: select all, paste. */
  async write(text: string): Promise<void> {
    const editor = await this.editor();
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await editor.focus();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.press('ControlOrMeta+v');
  }

  async apply(): Promise<void> {
    await this.page
      .getByRole('button', { name: /^Apply/ })
      .first()
      .click();
  }

  terminal(): Locator {
    return this.page.getByRole('log', { name: /terminal/i });
  }
}

/** The manifest of a first visit, with another number of replicas or another image. */
export function webYaml(replicas: number | string = 3, image = 'nginx:1.27'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: nginx
          image: ${image}
          ports:
            - containerPort: 80
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector:
    app: web
  ports:
    - port: 80
      targetPort: 80
      nodePort: 30080
`;
}
