import { KubectlError } from './errors.ts';

/** The type of each PEM block of a text, in order. */
function blockTypes(text: string): string[] {
  const types: string[] = [];
  for (const { 1: type = '' } of text.matchAll(/^-----BEGIN ([A-Z0-9 ]{1,60})-----[ \t\r]*$/gm)) {
    if (text.includes(`-----END ${type}-----`)) types.push(type);
  }
  return types;
}

/**
 * Refuses texts that hold no certificate or no private key, in Go's words (crypto/tls/tls.go, X509KeyPair). Nothing here is
 * encrypted, so that what the blocks hold is not looked into.
 */
export function checkKeyPair(cert: string, key: string): void {
  const certs = blockTypes(cert);
  if (!certs.includes('CERTIFICATE')) {
    if (certs.length === 0) throw new KubectlError('tls: failed to find any PEM data in certificate input');
    if (certs.length === 1 && certs[0]?.endsWith('PRIVATE KEY') === true) {
      throw new KubectlError(
        'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
      );
    }
    const skipped = certs.join(' ');
    throw new KubectlError(
      `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${skipped}]`,
    );
  }
  const keys = blockTypes(key);
  if (keys.some((type) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY'))) return;
  if (keys.length === 0) throw new KubectlError('tls: failed to find any PEM data in key input');
  if (keys.length === 1 && keys[0] === 'CERTIFICATE') {
    throw new KubectlError('tls: found a certificate rather than a key in the PEM for the private key');
  }
  throw new KubectlError(
    `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${keys.join(' ')}]`,
  );
}
