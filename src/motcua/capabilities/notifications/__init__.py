"""Notices to people: an inbox of their own, e-mail and SMS. Knows no case.

What a notice says is data (data/notices); the room above names the template and gives codes and
figures, never words. A notice is written in the caller's transaction and sent by a job.
"""
