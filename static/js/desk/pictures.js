export function acceptPictures() {}
