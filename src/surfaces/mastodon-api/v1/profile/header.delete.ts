import { type DeletePictureNeeds, deletePictureEndpoint } from '../../delete-picture-endpoint.ts'

export const deleteHeader = (needs: DeletePictureNeeds) => deletePictureEndpoint(needs, 'header')
