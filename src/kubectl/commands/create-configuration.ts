import { canonicalQuantity, encodeBase64Text, quantityError } from '../../engine/index.ts';
import type { Call, CommandGroup } from '../command.ts';
import { generator, type MadeObject } from '../create-generator.ts';
import { KubectlError } from '../errors.ts';
import { boolFlag, stringArrayFlag, stringFlag, stringsFlag } from '../flags.ts';
import { withNameHash } from '../name-hash.ts';
import { checkKeyPair } from '../pem.ts';

/** Where the keys of a ConfigMap or Secret come from. */
const sourceFlags = {
  'append-hash': boolFlag(),
  'from-env-file': stringsFlag(),
  'from-file': stringsFlag(),
  'from-literal': stringArrayFlag(),
};

type SourceCall = Call<typeof sourceFlags>;

const KEY = /^[-._a-zA-Z0-9]+$/;

function readFile(call: SourceCall, path: string): string {
  const text = call.env.readFile(path);
  if (text === undefined) throw new KubectlError(`error reading ${path}: no such file or directory`);
  return text;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `path`, `key=path` or a folder, as keys and paths (create_configmap.go, handleConfigMapFromFileSources). */
function fileSources(call: SourceCall, source: string): [key: string, path: string][] {
  const parts = source.split('=');
  if (parts.length > 2) {
    throw new KubectlError("key names or file paths cannot contain '='");
  }
  const [first = '', second] = parts;
  if (second !== undefined) {
    if (first === '') throw new KubectlError(`key name for file path ${source.slice(1)} missing`);
    if (second === '') throw new KubectlError(`file path for key name ${first} missing`);
    return [[first, second]];
  }
  const folder = call.env.readFile(first) === undefined ? call.env.listFiles?.(first) : undefined;
  if (folder === undefined) return [[baseName(first), first]];
  return folder.map((path) => [baseName(path), path]);
}

function literal(source: string): [key: string, value: string] {
  const equals = source.indexOf('=');
  if (equals <= 0) throw new KubectlError(`invalid literal source ${source}, expected key=value`);
  const value = source.slice(equals + 1);
  const quoted = /^(["'])(.*)\1$/s.exec(value);
  return [source.slice(0, equals), quoted?.[2] ?? value];
}

/** Lines `KEY=value`; comments and empty lines do not count (kubectl pkg/util/env_file.go). */
function envLines(text: string): [key: string, value: string][] {
  return text
    .split('\n')
    .map((line) => line.replace(/\r$/, '').trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const equals = line.indexOf('=');
      return equals < 0 ? [line, ''] : [line.slice(0, equals), line.slice(equals + 1)];
    });
}

/** All keys with their values; a key that comes twice is refused. */
function readData(call: SourceCall, kind: 'ConfigMap' | 'Secret', name: string): Map<string, string> {
  const { 'from-file': files, 'from-literal': literals, 'from-env-file': envFiles } = call.flags;
  if (envFiles.length > 0 && (files.length > 0 || literals.length > 0)) {
    throw new KubectlError('from-env-file cannot be combined with from-file or from-literal');
  }
  const entries = [
    ...literals.map(literal),
    ...files.flatMap((source) =>
      fileSources(call, source).map(([key, path]): [string, string] => [key, readFile(call, path)]),
    ),
    ...envFiles.flatMap((path) => envLines(readFile(call, path))),
  ];
  const data = new Map<string, string>();
  for (const [key, value] of entries) {
    if (!KEY.test(key)) {
      throw new KubectlError(
        `"${key}" is not a valid key name for a ${kind}: a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
      );
    }
    if (data.has(key)) {
      throw new KubectlError(
        kind === 'ConfigMap'
          ? `cannot add key "${key}", another key by that name already exists in Data for ConfigMap "${name}"`
          : `cannot add key ${key}, another key by that name already exists`,
      );
    }
    data.set(key, value);
  }
  return data;
}

export const createConfigMap = generator({
  name: 'configmap',
  aliases: ['cm'],
  flags: sourceFlags,
  make(call, name): MadeObject {
    const data = readData(call as unknown as SourceCall, 'ConfigMap', name);
    const made: MadeObject = {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { name, creationTimestamp: null },
      ...(data.size === 0 ? {} : { data: Object.fromEntries(data) }),
    };
    return call.flags['append-hash'] ? withNameHash(made) : made;
  },
});

function secret(name: string, data: ReadonlyMap<string, string>, type: string, appendHash: boolean): MadeObject {
  const encoded = Object.fromEntries([...data].map(([key, value]) => [key, encodeBase64Text(value)]));
  const made: MadeObject = {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: { name, creationTimestamp: null },
    ...(data.size === 0 ? {} : { data: encoded }),
    ...(type === '' ? {} : { type }),
  };
  return appendHash ? withNameHash(made) : made;
}

const createSecretGeneric = generator({
  name: 'generic',
  flags: { ...sourceFlags, type: stringFlag() },
  make(call, name): MadeObject {
    const data = readData(call as unknown as SourceCall, 'Secret', name);
    return secret(name, data, call.flags.type, call.flags['append-hash']);
  },
});

const createSecretTls = generator({
  name: 'tls',
  flags: { 'append-hash': boolFlag(), cert: stringFlag(), key: stringFlag() },
  make({ env, flags }, name): MadeObject {
    if (flags.key === '' || flags.cert === '') throw new KubectlError('key and cert must be specified');
    const read = (path: string): string => {
      const text = env.readFile(path);
      if (text === undefined)
        throw new KubectlError(`Cannot read file ${path}, open ${path}: no such file or directory`);
      return text;
    };
    const cert = read(flags.cert);
    const key = read(flags.key);
    checkKeyPair(cert, key);
    const data = new Map([
      ['tls.crt', cert],
      ['tls.key', key],
    ]);
    return secret(name, data, 'kubernetes.io/tls', flags['append-hash']);
  },
});

const DOCKER_CONFIG = 'kubernetes.io/dockerconfigjson';

const createSecretRegistry = generator({
  name: 'docker-registry',
  flags: {
    'append-hash': boolFlag(),
    'docker-email': stringFlag(),
    'docker-password': stringFlag(),
    'docker-server': stringFlag('https://index.docker.io/v1/'),
    'docker-username': stringFlag(),
    'from-file': stringsFlag(),
  },
  make({ flags, env }, name): MadeObject {
    const { 'docker-username': username, 'docker-password': password, 'docker-email': email } = flags;
    const [file] = flags['from-file'];
    if (file !== undefined) {
      const text = env.readFile(file.slice(file.indexOf('=') + 1));
      if (text === undefined) throw new KubectlError(`error reading ${file}: no such file or directory`);
      return secret(name, new Map([['.dockerconfigjson', text]]), DOCKER_CONFIG, flags['append-hash']);
    }
    if (username === '' || password === '') {
      throw new KubectlError(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      );
    }
    const auth = encodeBase64Text(`${username}:${password}`);
    const entry = { username, password, ...(email === '' ? {} : { email }), auth };
    const config = JSON.stringify({ auths: { [flags['docker-server']]: entry } });
    return secret(name, new Map([['.dockerconfigjson', config]]), DOCKER_CONFIG, flags['append-hash']);
  },
});

export const createSecret: CommandGroup = {
  name: 'secret',
  refuses: 'unknown command',
  bareHelp: 'err',
  commands: [createSecretRegistry, createSecretGeneric, createSecretTls],
};

export const createNamespace = generator({
  name: 'namespace',
  aliases: ['ns'],
  flags: {},
  make(_call, name): MadeObject {
    return {
      kind: 'Namespace',
      apiVersion: 'v1',
      metadata: { name, creationTimestamp: null },
      spec: {},
      status: {},
    };
  },
});

export const createServiceAccount = generator({
  name: 'serviceaccount',
  aliases: ['sa'],
  flags: {},
  make(_call, name): MadeObject {
    return { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name, creationTimestamp: null } };
  },
});

/** `cpu=1,memory=1G` as quantities; wrong ones are refused with resource.ParseQuantity's words. */
export function parseQuantityList(text: string): Record<string, string> {
  const amounts: Record<string, string> = {};
  for (const part of text === '' ? [] : text.split(',')) {
    const [name = '', value, ...rest] = part.split('=');
    if (value === undefined || rest.length > 0)
      throw new KubectlError(`Invalid argument syntax ${part}, expected <resource>=<value>`);
    const quantity = canonicalQuantity(value);
    if (quantity === undefined) throw new KubectlError(quantityError(value) ?? '');
    amounts[name] = quantity;
  }
  return amounts;
}

export const createQuota = generator({
  name: 'quota',
  aliases: ['resourcequota'],
  flags: { hard: stringFlag(), scopes: stringFlag() },
  make({ flags }, name): MadeObject {
    const hard = parseQuantityList(flags.hard);
    const scopes = flags.scopes.split(',').filter((scope) => scope !== '');
    return {
      kind: 'ResourceQuota',
      apiVersion: 'v1',
      metadata: { name, creationTimestamp: null },
      spec: {
        ...(Object.keys(hard).length === 0 ? {} : { hard }),
        ...(scopes.length === 0 ? {} : { scopes }),
      },
      status: {},
    };
  },
});
