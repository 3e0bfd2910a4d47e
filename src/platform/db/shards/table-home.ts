/**
 * Where the rows of a table are when the database is spread over several nodes: all at the coordinator, a copy on each
 * node, or each row on the node of its owner.
 */
export type TableHome =
  | { readonly kind: 'local' }
  | { readonly kind: 'reference' }
  | { readonly kind: 'distributed'; readonly by: string }

export type TableHomes = ReadonlyMap<string, TableHome>
