import { invalid } from '../../api/field.ts';
import { isDNS1123Subdomain } from '../../api/names.ts';
import { utf8Length } from '../../api/utf8.ts';
import { isFields, isSet, stringOf } from '../go-fields.ts';
import { checkSyntax } from './field-checks.ts';
import type { Errors } from './field-checks.ts';

/** What a pod or container says of the user that Windows runs it as (validateWindowsSecurityContextOptions). */

const credentialKiB = 64;
const longestDomain = 256;
const longestUser = 104;

const netBiosName = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const dnsLabel = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;

function isControlCharacter(character: string): boolean {
  const code = character.charCodeAt(0);
  return code < 32 || code === 127;
}

/** What is wrong with `DOMAIN\\USER`, of which the domain may be absent. */
function userNameProblems(name: string): readonly string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if ([...name].some(isControlCharacter)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts.at(-1) ?? '';
  const domain = parts.length === 2 ? (parts[0] ?? '') : undefined;
  const problems: string[] = [];
  if (utf8Length(domain ?? '') >= longestDomain) {
    problems.push(`runAsUserName's Domain length must be under ${longestDomain} characters`);
  }
  if (domain !== undefined && !netBiosName.test(domain) && !domain.split('.').every((label) => dnsLabel.test(label))) {
    problems.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  }
  if (user === '') problems.push("runAsUserName's User cannot be empty");
  else if (utf8Length(user) > longestUser) {
    problems.push(`runAsUserName's User length must not be longer than ${longestUser} characters`);
  }
  if (/^[. ]+$/.test(user)) problems.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    problems.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  }
  return problems;
}

/** A pod's or container's `windowsOptions`, at `path`. */
export function checkWindowsOptions(options: unknown, path: string, errors: Errors): void {
  if (!isFields(options)) return;
  const { gmsaCredentialSpecName: specName, gmsaCredentialSpec: spec, runAsUserName } = options;
  if (isSet(specName)) {
    checkSyntax(isDNS1123Subdomain(stringOf(specName)), specName, `${path}.gmsaCredentialSpecName`, errors);
  }
  if (isSet(spec)) {
    const length = utf8Length(stringOf(spec));
    const specPath = `${path}.gmsaCredentialSpec`;
    if (length === 0) errors.push(invalid(specPath, spec, 'gmsaCredentialSpec cannot be an empty string'));
    else if (length > credentialKiB * 1024) {
      errors.push(invalid(specPath, spec, `gmsaCredentialSpec size must be under ${credentialKiB} KiB`));
    }
  }
  if (isSet(runAsUserName)) {
    checkSyntax(userNameProblems(stringOf(runAsUserName)), runAsUserName, `${path}.runAsUserName`, errors);
  }
}
