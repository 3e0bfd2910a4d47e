export { registerTiles } from './register-tiles.ts'
