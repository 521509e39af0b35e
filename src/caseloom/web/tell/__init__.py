"""The public pages: telling and messages, without account, cookie, script or stored address."""
