"""The routes, one file for each resource: parse, one call of a service, return."""

from importlib import import_module
from importlib.util import find_spec

from fastapi import APIRouter
