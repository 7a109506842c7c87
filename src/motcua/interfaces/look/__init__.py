"""The design system: frames, components, fonts, and the page /design that shows them all."""
