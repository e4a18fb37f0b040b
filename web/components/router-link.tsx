import { createLink } from '@tanstack/react-router';
import { LinkButton } from '../ui/button.tsx';

/** A button that leads to a page of the product, with the router's types and preloading. */
export const PageLinkButton = createLink(LinkButton);
