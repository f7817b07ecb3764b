"""Addresses in the templates of a person's pages."""

from __future__ import annotations

from django import template

from xinqiao.web.pages.phone_addresses import phone_address

register = template.Library()
# As `{% url name token … %}`, without the search through all addresses of the product.
register.simple_tag(phone_address, name="phone_url")
