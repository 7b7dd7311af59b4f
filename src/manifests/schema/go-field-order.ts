import { readFileSync } from 'node:fs';

/** The messages that the API door speaks, whose fields stand in the order of Go's structs. */
const MESSAGES = new URL('../../headless/api/protobuf/messages.json', import.meta.url);

type Message = Readonly<Record<string, string>>;

const messages = JSON.parse(readFileSync(MESSAGES, 'utf8')) as Readonly<Record<string, Message>>;

/** JSON names of a message; an embedded struct has its own in its place. */
function jsonNames(message: Message): string[] {
  return Object.entries(message).flatMap(([name, notation]) => {
    const embedded = / inline (.+)$/.exec(notation)?.[1];
    return embedded === undefined ? [name] : jsonNames(messages[embedded] ?? {});
  });
}

/** Every struct starts with these two when it is a kind (metav1.TypeMeta). */
const TYPE_META = ['kind', 'apiVersion'];

/** What an order is looked up by: fields, and the name of the type since several types have the same fields. */
function keyOf(type: string, names: readonly string[]): string {
  return `${type} ${names.toSorted().join()}`;
}

/** The order of each struct, by its name and fields, and by its fields alone. */
const orders = new Map(
  Object.entries(messages).flatMap(([message, fields]) => {
    const names = jsonNames(fields);
    const type = message.slice(message.lastIndexOf('.') + 1);
    const isKind = !TYPE_META.some((name) => names.includes(name));
    return [names, ...(isKind ? [[...TYPE_META, ...names]] : [])].flatMap((order) =>
      [type, ''].map((named) => [keyOf(named, order), order] as const),
    );
  }),
);

/**
 * The names of a type's fields in the order of its Go struct, in which JSON has them too; as they are for a type that no
 * message describes (CustomResourceDefinitions, of which kubectl has no struct either). `type` is without a version, and
 * may have a group before it.
 */
export function inGoOrder(type: string, names: readonly string[]): readonly string[] {
  return orders.get(keyOf(type.replace(/^V\d/, ''), names)) ?? orders.get(keyOf('', names)) ?? names;
}
