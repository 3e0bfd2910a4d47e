/** Most characters of a profile's parts, and most fields: checked on change and told by the instance. */
export const profileLimits = {
  displayName: 100,
  bio: 500,
  fields: 8,
  fieldName: 255,
  fieldValue: 255,
  pictureDescription: 1500,
  attributionDomains: 100,
}
