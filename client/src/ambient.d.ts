/** A file copied into the build as it is; the import is its public address (see client/build.ts). */
declare module 'asset-url:*' {
  const address: string
  export default address
}
