export { createPostMaps, type PostMaps, postMapSize } from './post-maps.ts'
export { registerBasemap } from './register-basemap.ts'
