export { registerBasemap } from './register-basemap.ts'
