import { expect, test } from '@playwright/test';

test('the page starts without a problem and asks nothing of any other origin', async ({ page, baseURL }) => {
  const elsewhere: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== baseURL) elsewhere.push(request.url());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });

  await page.goto('/', { waitUntil: 'networkidle' });

  await expect(page).toHaveTitle(/Podground/);
  await expect(page.locator('#root')).not.toBeEmpty();
  expect(problems).toEqual([]);
  expect(elsewhere).toEqual([]);
});
