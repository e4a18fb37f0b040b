import type { PictureItem, Zone } from '../page-items.ts';

export type PictureKind = Pick<PictureItem, 'kind' | 'reason' | 'drawing'>;

export interface PictureTools {
  /** Whether and why the element's own pixels are to be masked whole. */
  pictureOf(element: Element, zone: Zone): PictureKind | undefined;
}

/**
 * Runs in the page. Avatars, films and signatures are masked whole; other pictures as their pixels tell. What stays: vector
 * graphics, and raster pictures of the application's own: up to 32 px without the shape or name of an avatar, or in a bar.
 */
export function pictureTools(zones: {
  avatarOf(element: Element): Element | undefined;
  siteMasked(element: Element): boolean;
}): PictureTools {
  const opaqueTags = 'canvas,video,embed,object,audio[controls]';
  const signature = /signature|sign-?pad|unterschrift|paraphe|firma/i;
  const ownWord = /(?:^|[^a-z])(?:logo(?:s|type|mark)?|brand(?:s|mark)?|(?:fav)?icons?|sprites?|flags?)(?![a-z])/;
  const vectorFile = /data:image\/svg|\.svg($|["?#])/i;
  /** What holds so many controls is a part of the page with a picture behind it, and no picture. */
  const partOfPage = 3;

  /** By whole words of its class or of its file's name; an address or an alternative text may well be somebody's. */
  function isOwn(element: Element, source = ''): boolean {
    const path =
      source.startsWith('data:') || !URL.canParse(source, document.baseURI)
        ? ''
        : new URL(source, document.baseURI).pathname;
    const words = `${element.getAttribute('class') ?? ''} ${path.split('/').pop()}`;
    return ownWord.test(words.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase());
  }

  function shape(element: Element): { small: boolean; square: boolean; tiny: boolean } {
    const { width, height } = element.getBoundingClientRect();
    const square = Math.abs(width - height) <= Math.max(width, height) * 0.2;
    return { small: width <= 128 && height <= 128, square, tiny: width <= 32 && height <= 32 };
  }

  function ofImage(image: HTMLImageElement | SVGImageElement, zone: Zone): PictureKind | undefined {
    const html = image.tagName === 'IMG' ? (image as HTMLImageElement) : undefined;
    const source = html ? html.currentSrc || html.src : ((image as SVGImageElement).href?.baseVal ?? '');
    const alt = image.getAttribute('alt') ?? '';
    const { small, square, tiny } = shape(image);
    if (zones.avatarOf(image)) return { kind: 'photo', reason: 'avatar' };
    if (html?.complete && html.naturalWidth === 0 && alt) return { kind: 'unknown', reason: 'alt-text-shown' };
    if (zone !== 'data' && isOwn(image, source)) return undefined;
    if (tiny && alt === '' && zone !== 'data') return undefined;
    const vector = vectorFile.test(source);
    if (vector && tiny) return undefined;
    if (vector && (!square || zone !== 'data')) return { kind: 'unknown', reason: 'image', drawing: true };
    if (small && square) return { kind: 'photo', reason: 'avatar-shape' };
    if (zone === 'control' && small) return undefined;
    return { kind: 'unknown', reason: 'image', drawing: !signature.test(`${alt} ${image.className}`) };
  }

  function pictureOf(element: Element, zone: Zone): PictureKind | undefined {
    if (element.matches('img,image,input[type=image]')) return ofImage(element as HTMLImageElement, zone);
    if (element.matches(opaqueTags)) {
      const words = `${element.id} ${element.className} ${element.getAttribute('aria-label') ?? ''}`;
      const drawing = element.tagName === 'CANVAS' && !signature.test(words);
      return { kind: 'unknown', reason: element.tagName.toLowerCase(), drawing };
    }
    if (!/url\(/.test(getComputedStyle(element).backgroundImage)) return undefined;
    if (element.tagName === 'BODY' || element.tagName === 'HTML') return undefined;
    const { small, square, tiny } = shape(element);
    if (zones.avatarOf(element)) return { kind: 'photo', reason: 'avatar' };
    if (tiny || isOwn(element)) return undefined;
    if (small && square) return { kind: 'photo', reason: 'avatar-shape' };
    if (zone === 'data' && (element.textContent ?? '').trim() === '')
      return { kind: 'unknown', reason: 'background', drawing: true };
    return mayBePhoto(element) ? { kind: 'unknown', reason: 'background', drawing: true } : undefined;
  }

  /** A picture behind something smaller than the page, such as somebody's card; wallpapers and side menus stay. */
  function mayBePhoto(element: Element): boolean {
    const { width, height } = element.getBoundingClientRect();
    if (Math.min(width, height) <= 40 || width * height > (innerWidth * innerHeight) / 2) return false;
    const raster = getComputedStyle(element)
      .backgroundImage.match(/url\([^)]*\)/g)
      ?.some((url) => !vectorFile.test(url));
    return raster === true && element.querySelectorAll('a,button,input,select,textarea').length < partOfPage;
  }

  return { pictureOf };
}
