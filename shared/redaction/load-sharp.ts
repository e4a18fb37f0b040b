/** The picture library, loaded with the first picture: it is native, and most requests of an API function see none. */
export const loadSharp = () => import('sharp').then(({ default: sharp }) => sharp);
