import { expect, test } from 'vitest';
import { sha256 } from '../../src/kubectl/sha256.ts';
import { Terminal } from './cluster-env.ts';

test.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
])('the SHA-256 that the standard gives (%#)', (text, digest) => {
  expect(sha256(text)).toBe(digest);
});

test('--append-hash ends a name with what the object holds', () => {
  const terminal = new Terminal();
  expect(terminal.out('create configmap c --append-hash --dry-run=client -o name')).toBe('configmap/c-94b26g54cg\n');
  terminal.out('create secret generic s --from-literal=a=b --append-hash');
  expect(terminal.out('get secrets -o name')).toMatch(/^secret\/s-[a-z\d]{10}\n$/);
});

test('a certificate and its key must be PEM', () => {
  const terminal = new Terminal();
  const pem = (type: string): string => `-----BEGIN ${type}-----\nTUlJ\n-----END ${type}-----\n`;
  Object.assign(terminal.files, { crt: pem('CERTIFICATE'), key: pem('RSA PRIVATE KEY'), text: 'hello\n' });
  const make = (cert: string, key: string): string =>
    terminal.run(`create secret tls t --cert=${cert} --key=${key} --dry-run=client`).stderr;
  expect(make('crt', 'key')).toBe('');
  expect(make('text', 'key')).toBe('error: tls: failed to find any PEM data in certificate input\n');
  expect(make('crt', 'text')).toBe('error: tls: failed to find any PEM data in key input\n');
  expect(make('key', 'crt')).toContain('PEM inputs may have been switched');
});
