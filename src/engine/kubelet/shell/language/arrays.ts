/*
 * Arrays of bash are kept among the other variables: an element is the variable `name[key]`.
 */

export const elementName = (name: string, key: string): string => `${name}[${key}]`;

/** The keys of an array: numbers in order, names as they were added. */
export function keysOf(names: Iterable<string>, name: string): string[] {
  const keys: string[] = [];
  for (const each of names) {
    if (each.length > name.length && each.startsWith(name) && each[name.length] === '[') {
      keys.push(each.slice(name.length + 1, -1));
    }
  }
  return keys.every((key) => /^\d+$/.test(key)) ? keys.toSorted((a, b) => Number(a) - Number(b)) : keys;
}

/** Whether a variable is an element of an array, and so none that is shown or passed on by itself. */
export const isElement = (name: string): boolean => name.endsWith(']');
