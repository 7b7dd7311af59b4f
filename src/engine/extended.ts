/**
 * A copy of an object with fields that it does not have yet: `{ ...object, ...fields }` for objects of which there are
 * thousands. V8 (as of Chrome 113 and Node 20) gives each copy made by spreading that then gets another field a hidden
 * class of its own, which costs more memory than the object and makes whatever reads it look its fields up anew. Copies
 * made here have one hidden class. Spreading is as good where the fields only replace those that are there.
 */
export function extended<Base extends object, Fields extends object>(object: Base, fields: Fields): Base & Fields {
  return Object.assign({}, object, fields);
}
