export { type Assets, readAssets } from './read-assets.ts'
export { type FilesNeeds, registerFiles } from './register-files.ts'
