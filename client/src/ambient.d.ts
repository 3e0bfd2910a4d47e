/* oxlint-disable import/no-default-export -- esbuild gives the address of a copied file as the default export */
/** A file copied into the build as it is; the import is its public address (see client/build.ts). */
declare module 'asset-url:*' {
  const address: string
  export default address
}

/** Styles are imported for the bundler alone. */
declare module '*.css' {}
