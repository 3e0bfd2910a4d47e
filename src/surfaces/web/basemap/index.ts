export { type BasemapNeeds, registerBasemap } from './register-basemap.ts'
export { type RenderStaticMap, renderStaticMap, type StaticMap } from './static-map.ts'
