import { humanDuration } from '../../api/duration.ts';
import type { KubeObject } from '../types/index.ts';
import { ageColumn, column, nameColumn, since, table, type View } from './table.ts';

interface CertificateSigningRequest extends KubeObject {
  spec: { signerName?: string; username?: string; expirationSeconds?: number };
  status: { conditions?: { type: string }[]; certificate?: string };
}

/** What became of a request (printers.go, extractCSRStatus); a refusal outweighs an approval. */
function requestState(status: View<CertificateSigningRequest>['status']): string {
  const has = (type: string): boolean => status?.conditions?.some((condition) => condition?.type === type) === true;
  const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${decision}${has('Failed') ? ',Failed' : ''}${(status?.certificate ?? '') === '' ? '' : ',Issued'}`;
}

export const certificateSigningRequestTable = table<CertificateSigningRequest>(
  [
    nameColumn,
    ageColumn,
    column('SignerName', 'signerName indicates the requested signer, and is a qualified name.'),
    column('Requestor', 'username contains the name of the user that created the CertificateSigningRequest.'),
    column('RequestedDuration', 'expirationSeconds is the requested duration of validity of the issued certificate.'),
    column('Condition', 'conditions applied to the request. Known conditions are "Approved", "Denied", and "Failed".'),
  ],
  ({ metadata, spec, status }, now) => {
    const seconds = spec?.expirationSeconds;
    return [
      metadata?.name ?? '',
      since(metadata?.creationTimestamp, now),
      (spec?.signerName ?? '') === '' ? '<none>' : (spec?.signerName ?? ''),
      spec?.username ?? '',
      seconds === undefined || seconds === null ? '<none>' : humanDuration(seconds * 1000),
      requestState(status),
    ];
  },
);
