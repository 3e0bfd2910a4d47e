import { type DeletePictureNeeds, deletePictureEndpoint } from '../../delete-picture-endpoint.ts'

export const deleteAvatar = (needs: DeletePictureNeeds) => deletePictureEndpoint(needs, 'avatar')
